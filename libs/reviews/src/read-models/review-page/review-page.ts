import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { type Decider, type DomainEvent, fold } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { review } from '../../domain/review.js';
import type { KnownReview } from '../../domain/review.state.js';
import { step } from '../../domain/step.js';
import type { KnownStep } from '../../domain/step.state.js';
import { reviewStream, stepId, stepStream } from '../../review-ids.js';

/** `asOf` by when things happened, `knownAt` by when they were recorded. */
export interface Past {
  readonly asOf?: Date;
  readonly knownAt?: Date;
}

export interface ReviewPage {
  readonly state: KnownReview;
  readonly version: number;
  /** Every run of every step that was reached, in order of the plan. */
  readonly steps: readonly KnownStep[];
}

/** A review with its steps, as it is or as it was. */
export class GetReview extends Query<ReviewPage | undefined> {
  constructor(
    readonly id: string,
    readonly past: Past = {},
  ) {
    super();
  }
}

/** Folds the streams: what is read is what is decided on. */
@QueryHandler(GetReview)
export class GetReviewHandler implements IQueryHandler<GetReview> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ id, past }: GetReview): Promise<ReviewPage | undefined> {
    const { state, version } = await stateOf(this.store, reviewStream(id), review, past);
    if (state.status === 'none') return undefined;
    const runs = state.plan.steps.flatMap(({ id: name }) =>
      Array.from({ length: state.steps[name]?.run ?? 0 }, (_, at) => stepId(id, name, at + 1)),
    );
    const steps = await Promise.all(runs.map((run) => stateOf(this.store, stepStream(run), step, past)));
    return {
      state,
      version,
      steps: steps.flatMap((one) => (one.state.status === 'none' ? [] : [one.state])),
    };
  }
}

/** A stream's state now or then. */
export async function stateOf<State, Event extends DomainEvent>(
  store: EventStore,
  stream: string,
  decider: Decider<State, never, Event>,
  { asOf, knownAt }: Past,
): Promise<{ state: State; version: number }> {
  if (!asOf && !knownAt) return store.load(stream, decider);
  const events = (await store.readStream(stream)).filter(
    ({ occurredAt, recordedAt }) =>
      (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
      (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
  );
  return {
    state: fold(decider, events as unknown as Event[]),
    version: events.at(-1)?.streamVersion ?? 0,
  };
}
