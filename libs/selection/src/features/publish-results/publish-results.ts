import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { selection } from '../../domain/selection.js';
import { SelectionDesk } from '../../selection-desk.js';
import { selectionStream } from '../../selection-ids.js';

/** Publishes the ranking that another person made (결과통보); cases and applicants hear of it. Refusals: SELECTION_NOT_FOUND, NOT_RANKED, TIES_UNDECIDED, SECOND_PERSON_NEEDED, PERSON_NEEDED, OWN_APPLICATION, DUTIES_NOT_SEPARATE. */
export class PublishResults extends Command<Appended> {
  constructor(
    readonly selectionId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PublishResults)
export class PublishResultsHandler implements ICommandHandler<PublishResults> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionDesk) private readonly desk: SelectionDesk,
  ) {}

  async execute({ selectionId, context }: PublishResults): Promise<Appended> {
    await this.desk.refuseApart(selectionId, 'unplaced', context.actor, context.now);
    return this.store.decide(selectionStream(selectionId), selection, { type: 'Publish' }, context);
  }
}
