import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { OrganisationKind } from '@doyak/identity';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { coFunding } from '../../domain/co-funding.js';
import { fundingStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';

const KIND_OF: Readonly<Record<string, OrganisationKind>> = {
  'large-company': 'large-company',
  buyer: 'large-company',
  'local-government': 'local-government',
};

/** Invites an organisation to pledge as a party. Refusals: CO_FUNDING_NOT_FOUND, CO_FUNDING_ENDED, CASE_HELD, PARTY_UNKNOWN, PARTY_TWICE, ORGANISATION_UNFIT, OWN_APPLICATION, PERSON_NEEDED. */
export class InviteParty extends Command<Appended> {
  constructor(
    readonly fundingId: string,
    readonly invited: { readonly party: string; readonly organisationId: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(InviteParty)
export class InvitePartyHandler implements ICommandHandler<InviteParty> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ fundingId, invited, context }: InviteParty): Promise<Appended> {
    const { caseId } = await this.desk.funding(fundingId);
    await this.desk.refuseHeld(caseId);
    const kind = KIND_OF[invited.party];
    if (kind) await this.desk.refuseNotOfKind(invited.organisationId, kind, '/organisationId');
    const command = { type: 'InviteParty' as const, ...invited };
    return this.store.decide(fundingStream(fundingId), coFunding, command, context);
  }
}
