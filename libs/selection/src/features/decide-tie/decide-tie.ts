import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { selection } from '../../domain/selection.js';
import { selectionStream } from '../../selection-ids.js';

/** Gives those who share a rank an order, with a reason; the ranking is made again afterwards. Refusals: SELECTION_NOT_FOUND, NOT_RANKED, NOT_A_TIE, PERSON_NEEDED, OWN_APPLICATION. */
export class DecideTie extends Command<Appended> {
  constructor(
    readonly selectionId: string,
    readonly tie: { readonly order: readonly string[]; readonly reason: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DecideTie)
export class DecideTieHandler implements ICommandHandler<DecideTie> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ selectionId, tie, context }: DecideTie): Promise<Appended> {
    return this.store.decide(selectionStream(selectionId), selection, { type: 'DecideTie', ...tie }, context);
  }
}
