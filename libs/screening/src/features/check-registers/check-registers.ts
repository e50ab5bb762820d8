import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore, Followers } from '@doyak/kernel/event-store';
import { screening } from '../../domain/screening.js';
import { FindRestrictions } from '../../read-models/restriction-register/find-restrictions.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningStream } from '../../screening-id.js';

/**
 * Looks for participation restrictions (참여제한) and unreturned recoveries (환수) over all programs and runs the rules over what it finds.
 * Refusals: SCREENING_NOT_FOUND, SCREENING_CLOSED, OWN_APPLICATION, CASE_HELD.
 */
export class CheckRegisters extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** Ms that the check waits for the registers to have taken in what came before it. */
const REGISTER_WAIT = 10_000;

@CommandHandler(CheckRegisters)
export class CheckRegistersHandler implements ICommandHandler<CheckRegisters> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Followers) private readonly followers: Followers,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
  ) {}

  async execute({ screeningId, context }: CheckRegisters): Promise<Appended> {
    const { state, plan } = await this.desk.lay(screeningId);
    if (context.actor.kind !== 'system') await this.desk.refuseHeld(state.caseId);
    const { causationId } = context;
    if (causationId && !(await this.followers.waitUntilFollowed(causationId, REGISTER_WAIT)))
      throw new Error(`The register of restrictions has not taken in ${causationId} yet`);
    const { company, applicant } = await this.desk.application(state.applicationId);
    const sought = {
      businessNumber: company?.businessNumber,
      corporateNumber: company?.corporateNumber,
      personId: applicant.personId,
    };
    const found = await this.queries.execute(new FindRestrictions(sought, context.now));
    return this.store.decide(
      screeningStream(screeningId),
      screening,
      { type: 'RecordRegisters', found, facts: plan.registerFacts, judge: plan.judge },
      context,
    );
  }
}
