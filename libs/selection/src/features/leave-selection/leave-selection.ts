import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { selection } from '../../domain/selection.js';
import { selectionStream } from '../../selection-ids.js';

/** A case has ended without support: it is no candidate any more, and the first reserve takes its slot. Refusals: SELECTION_NOT_FOUND. */
export class LeaveSelection extends Command<Appended> {
  constructor(
    readonly selectionId: string,
    readonly caseId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(LeaveSelection)
export class LeaveSelectionHandler implements ICommandHandler<LeaveSelection> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ selectionId, caseId, context }: LeaveSelection): Promise<Appended> {
    return this.store.decide(
      selectionStream(selectionId),
      selection,
      { type: 'LeaveSelection', caseId },
      context,
    );
  }
}
