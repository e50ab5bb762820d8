import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Condition } from '../../domain/co-funding.events.js';
import { coFunding } from '../../domain/co-funding.js';
import { fundingStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';

/** What a party says that it brings. Money is whole KRW. */
export interface Offered {
  readonly party: string;
  readonly cash: number;
  readonly inKind: readonly { item: string; amount: number }[];
  readonly conditions: readonly Condition[];
}

/**
 * A party pledges for itself (분담 확약); the command's id is the pledge's. Refusals: CO_FUNDING_NOT_FOUND, CO_FUNDING_ENDED, CO_FUNDING_APPROVED,
 * CASE_HELD, PARTY_UNKNOWN, NOT_A_PARTY, COST_ITEM_UNKNOWN, PLEDGE_EMPTY, PLEDGES_TOO_MANY, OWN_APPLICATION, PERSON_NEEDED.
 */
export class PledgeFunds extends Command<Appended> {
  constructor(
    readonly fundingId: string,
    readonly offered: Offered,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PledgeFunds)
export class PledgeFundsHandler implements ICommandHandler<PledgeFunds> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ fundingId, offered, context }: PledgeFunds): Promise<Appended> {
    const { caseId } = await this.desk.funding(fundingId);
    await this.desk.refuseHeld(caseId);
    const { organisationId } = context.actor;
    const agency = offered.party === 'government' && (await this.desk.isOfKind(organisationId, 'agency'));
    const command = { type: 'PledgeFunds' as const, pledgeId: context.commandId, ...offered, agency };
    return this.store.decide(fundingStream(fundingId), coFunding, command, context);
  }
}
