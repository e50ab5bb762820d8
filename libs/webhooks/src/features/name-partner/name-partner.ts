import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { GetCase } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { concern } from '../../domain/partner.js';
import { isPartner } from '../../partner-organisations.js';
import { concernStream } from '../../webhook-ids.js';

/** Says that a case concerns a partner: from now on it gets the messages of the case. Refusals: CASE_NOT_FOUND, NO_PARTNER, PERSON_NEEDED. */
export class NamePartner extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly organisationId: string,
    readonly as: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(NamePartner)
export class NamePartnerHandler implements ICommandHandler<NamePartner> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  async execute({ caseId, organisationId, as, reason, context }: NamePartner): Promise<Appended> {
    if (!(await this.queries.execute(new GetCase(caseId))))
      throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    if (!(await isPartner(organisationId, this.queries)))
      throw new Refusal('rule', 'NO_PARTNER', 'Only organisations that are partners are named for a case');
    return this.store.decide(
      concernStream(caseId),
      concern,
      { type: 'NamePartner', caseId, organisationId, as, reason },
      { ...context, caseId },
    );
  }
}
