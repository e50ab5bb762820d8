import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { fold } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { SelectionEvent } from '../../domain/selection.events.js';
import { selection } from '../../domain/selection.js';
import type { KnownSelection } from '../../domain/selection.state.js';
import { selectionStream } from '../../selection-ids.js';

/** A selection as it is, or as it was: `asOf` by when things happened, `knownAt` by when they were recorded. */
export class GetSelection extends Query<
  { readonly state: KnownSelection; readonly version: number } | undefined
> {
  constructor(
    readonly id: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

/** Folds the stream: what is read is what is decided on. */
@QueryHandler(GetSelection)
export class GetSelectionHandler implements IQueryHandler<GetSelection> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ id, past: { asOf, knownAt } }: GetSelection) {
    const events = (await this.store.readStream(selectionStream(id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(selection, events as unknown as SelectionEvent[]);
    return state.status === 'none' ? undefined : { state, version: events.at(-1)!.streamVersion };
  }
}
