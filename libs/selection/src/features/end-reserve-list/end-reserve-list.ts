import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { selection } from '../../domain/selection.js';
import { SelectionDesk } from '../../selection-desk.js';
import { selectionStream } from '../../selection-ids.js';

/** Ends the list of reserves (예비 종료); their cases hear that nobody moves up any more. Refusals: SELECTION_NOT_FOUND, NO_RESERVES, PERSON_NEEDED, OWN_APPLICATION, DUTIES_NOT_SEPARATE. */
export class EndReserveList extends Command<Appended> {
  constructor(
    readonly selectionId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(EndReserveList)
export class EndReserveListHandler implements ICommandHandler<EndReserveList> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionDesk) private readonly desk: SelectionDesk,
  ) {}

  async execute({ selectionId, reason, context }: EndReserveList): Promise<Appended> {
    await this.desk.refuseApart(selectionId, 'reserve', context.actor, context.now);
    return this.store.decide(
      selectionStream(selectionId),
      selection,
      { type: 'EndReserveList', reason },
      context,
    );
  }
}
