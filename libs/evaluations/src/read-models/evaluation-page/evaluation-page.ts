import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { fold } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { EvaluationEvent } from '../../domain/evaluation.events.js';
import { evaluation } from '../../domain/evaluation.js';
import type { KnownEvaluation } from '../../domain/evaluation.state.js';
import { evaluationStream } from '../../evaluation-ids.js';

export interface FoundEvaluation {
  /** As it was asked for. */
  readonly state: KnownEvaluation;
  readonly version: number;
  /** As it is now: what may be seen follows from it, whatever time was asked for. */
  readonly today: KnownEvaluation;
}

/** An evaluation as it is, or as it was: `asOf` by when things happened, `knownAt` by when they were recorded. */
export class GetEvaluation extends Query<FoundEvaluation | undefined> {
  constructor(
    readonly id: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

/** Folds the stream: what is read is what is decided on. */
@QueryHandler(GetEvaluation)
export class GetEvaluationHandler implements IQueryHandler<GetEvaluation> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ id, past: { asOf, knownAt } }: GetEvaluation): Promise<FoundEvaluation | undefined> {
    const { state: today, version } = await this.store.load(evaluationStream(id), evaluation);
    if (today.status === 'none') return undefined;
    if (!asOf && !knownAt) return { state: today, version, today };
    const events = (await this.store.readStream(evaluationStream(id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(evaluation, events as unknown as EvaluationEvent[]);
    return state.status === 'none' ? undefined : { state, version: events.at(-1)!.streamVersion, today };
  }
}
