import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { GetCase } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { concern } from '../../domain/partner.js';
import { concernStream } from '../../webhook-ids.js';

/** Ends what an officer said: the case no longer concerns the partner, unless it signs or is asked for something. Refusals: CASE_NOT_FOUND, PARTNER_NOT_NAMED, PERSON_NEEDED. */
export class ReleasePartner extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly organisationId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReleasePartner)
export class ReleasePartnerHandler implements ICommandHandler<ReleasePartner> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  async execute({ caseId, organisationId, reason, context }: ReleasePartner): Promise<Appended> {
    if (!(await this.queries.execute(new GetCase(caseId))))
      throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    return this.store.decide(
      concernStream(caseId),
      concern,
      { type: 'ReleasePartner', caseId, organisationId, reason },
      { ...context, caseId },
    );
  }
}
