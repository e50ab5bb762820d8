import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { selection } from '../../domain/selection.js';
import { SelectionDesk } from '../../selection-desk.js';
import { selectionStream } from '../../selection-ids.js';

/** Ranks those who wait for a result (순위 산정) into the slots and reserves that are left. Refusals: SELECTION_NOT_FOUND, NO_CANDIDATES, TOTALS_MISSING, PERSON_NEEDED, OWN_APPLICATION, DUTIES_NOT_SEPARATE. */
export class RankCandidates extends Command<Appended> {
  constructor(
    readonly selectionId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RankCandidates)
export class RankCandidatesHandler implements ICommandHandler<RankCandidates> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(SelectionDesk) private readonly desk: SelectionDesk,
  ) {}

  async execute({ selectionId, context }: RankCandidates): Promise<Appended> {
    await this.desk.refuseApart(selectionId, 'unplaced', context.actor, context.now);
    return this.store.decide(selectionStream(selectionId), selection, { type: 'Rank' }, context);
  }
}
