import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { fold } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { ScreeningEvent } from '../../domain/screening.events.js';
import { screening } from '../../domain/screening.js';
import type { KnownScreening } from '../../domain/screening.state.js';
import { screeningStream } from '../../screening-id.js';

/** A screening as it is, or as it was: `asOf` by when things happened, `knownAt` by when they were recorded. */
export class GetScreening extends Query<
  { readonly state: KnownScreening; readonly version: number } | undefined
> {
  constructor(
    readonly id: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

/** Folds the stream: what is read is what is decided on. */
@QueryHandler(GetScreening)
export class GetScreeningHandler implements IQueryHandler<GetScreening> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ id, past: { asOf, knownAt } }: GetScreening) {
    if (!asOf && !knownAt) {
      const { state, version } = await this.store.load(screeningStream(id), screening);
      return state.status === 'none' ? undefined : { state, version };
    }
    const events = (await this.store.readStream(screeningStream(id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(screening, events as unknown as ScreeningEvent[]);
    return state.status === 'none' ? undefined : { state, version: events.at(-1)!.streamVersion };
  }
}
