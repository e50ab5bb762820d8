import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { partner } from '../../domain/partner.js';
import { isPartner } from '../../partner-organisations.js';
import { partnerStream } from '../../webhook-ids.js';

/** Says which messages a partner may have, and who looks after it. Refusals: NO_PARTNER, PERSON_NEEDED. */
export class GrantPartner extends Command<Appended> {
  constructor(
    readonly organisationId: string,
    readonly grant: {
      readonly types: readonly string[];
      readonly fat: boolean;
      readonly officer: string;
      readonly reason: string;
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(GrantPartner)
export class GrantPartnerHandler implements ICommandHandler<GrantPartner> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  async execute({ organisationId, grant, context }: GrantPartner): Promise<Appended> {
    if (!(await isPartner(organisationId, this.queries)))
      throw new Refusal('rule', 'NO_PARTNER', 'Only organisations that are partners get messages');
    return this.store.decide(
      partnerStream(organisationId),
      partner,
      { type: 'GrantPartner', organisationId, ...grant },
      context,
    );
  }
}
