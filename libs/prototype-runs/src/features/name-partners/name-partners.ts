import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { AskedParty } from '../../domain/gates.js';
import type { RunPartners } from '../../domain/run.events.js';
import { prototypeRun } from '../../domain/run.js';
import { KIND_OF } from '../../partner-questions.js';
import { runStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';

/**
 * Names the foundry, the package house and the buyer that are asked at their gates. Refusals: RUN_NOT_FOUND, RUN_ENDED, CASE_HELD,
 * ORGANISATION_UNFIT, PARTNER_ASKED, OWN_APPLICATION, PERSON_NEEDED.
 */
export class NamePartners extends Command<Appended> {
  constructor(
    readonly runId: string,
    readonly partners: RunPartners,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(NamePartners)
export class NamePartnersHandler implements ICommandHandler<NamePartners> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ runId, partners, context }: NamePartners): Promise<Appended> {
    const state = await this.desk.run(runId);
    await this.desk.refuseHeld(state.caseId);
    for (const [party, id] of Object.entries(partners) as [AskedParty, string | undefined][])
      if (id !== undefined) await this.desk.refuseNotOfKind(id, KIND_OF[party], `/${party}`);
    const command = { type: 'NamePartners' as const, partners };
    return this.store.decide(runStream(runId), prototypeRun, command, context);
  }
}
