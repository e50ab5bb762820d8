import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore, Followers } from '@doyak/kernel/event-store';
import { screening } from '../../domain/screening.js';
import { SIMILAR_FROM } from '../../domain/titles.js';
import { FindSupport } from '../../read-models/support-register/find-support.js';
import { ScreeningDesk } from '../../screening-desk.js';
import { screeningStream } from '../../screening-id.js';

/**
 * Looks for duplicate support (중복지원) over all programs and runs the rules over what it finds. Refusals: SCREENING_NOT_FOUND,
 * SCREENING_CLOSED, OWN_APPLICATION, CASE_HELD.
 */
export class SearchDuplicates extends Command<Appended> {
  constructor(
    readonly screeningId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** Ms that the search waits for the register to have taken in what came before it. */
const REGISTER_WAIT = 10_000;

@CommandHandler(SearchDuplicates)
export class SearchDuplicatesHandler implements ICommandHandler<SearchDuplicates> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Followers) private readonly followers: Followers,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ScreeningDesk) private readonly desk: ScreeningDesk,
  ) {}

  async execute({ screeningId, context }: SearchDuplicates): Promise<Appended> {
    const { state, plan } = await this.desk.lay(screeningId);
    if (context.actor.kind !== 'system') await this.desk.refuseHeld(state.caseId);
    const { causationId } = context;
    // What was applied for before must be in the register, or it would be overlooked for good.
    if (causationId && !(await this.followers.waitUntilFollowed(causationId, REGISTER_WAIT)))
      throw new Error(`The support register has not taken in ${causationId} yet`);
    const { company, applicant, title } = await this.desk.application(state.applicationId);
    const { keys, years, similarFrom = SIMILAR_FROM } = plan.config.duplicateSupport;
    const sought = {
      caseId: state.caseId,
      submittedAt: state.submittedAt,
      businessNumber: company?.businessNumber,
      corporateNumber: company?.corporateNumber,
      personId: applicant.personId,
      ...{ title, keys, years, similarFrom },
    };
    const matches = await this.queries.execute(new FindSupport(sought, context.now));
    return this.store.decide(
      screeningStream(screeningId),
      screening,
      { type: 'RecordDuplicates', keys, matches, facts: plan.duplicateFacts, judge: plan.judge },
      context,
    );
  }
}
