import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { ListOrganisations, type OrganisationKind } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { ConflictChecks } from '../../conflict-checks.js';
import { step } from '../../domain/step.js';
import { ReviewDesk } from '../../review-desk.js';
import { stepStream } from '../../review-ids.js';
import { StepTimes } from '../../step-times.js';

/**
 * Asks a partner organisation (외부기관) what a step asks, before a deadline on the business calendar. Without an organisation: the only one of the
 * kind that the step names. Refusals: STEP_NOT_FOUND, STEP_NOT_EXTERNAL, STEP_NOT_RUNNING, PARTNER_UNKNOWN, PARTNER_NOT_ONE, REQUEST_MADE,
 * DEADLINE_UNKNOWN, OWN_APPLICATION, CONFLICT_OF_INTEREST, CASE_HELD.
 */
export class AskPartner extends Command<Appended> {
  constructor(
    readonly stepId: string,
    readonly organisationId: string | undefined,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AskPartner)
export class AskPartnerHandler implements ICommandHandler<AskPartner> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
    @Inject(StepTimes) private readonly times: StepTimes,
  ) {}

  async execute({ stepId, organisationId: named, context }: AskPartner): Promise<Appended> {
    const state = await this.desk.step(stepId);
    if (context.actor.kind !== 'system') {
      await this.desk.refuseHeld(state.caseId);
      await this.conflicts.refuse({ ...state, personId: context.actor.id });
    }
    const review = await this.desk.review(state.reviewId);
    const config = await this.desk.stepConfig(review, state.step);
    if (config.kind !== 'external')
      throw new Refusal('conflict', 'STEP_NOT_EXTERNAL', 'The step is not a request to a partner');
    const organisationId = await this.partner(config.partner, named);
    const times = await this.times.from(review, state.step, context.now, context.now);
    if (times?.before === undefined)
      throw new Refusal('rule', 'DEADLINE_UNKNOWN', 'The calendar does not reach so far');
    const command = {
      ...{ type: 'AskPartner' as const, requestId: stepId, organisationId, answerBefore: times.before },
      remindAt: times.remindAt,
      replyPath: `/v1/callbacks/${stepId}`,
    };
    return this.store.decide(stepStream(stepId), step, command, context);
  }

  private async partner(kind: OrganisationKind, named: string | undefined): Promise<string> {
    const { items } = await this.queries.execute(new ListOrganisations({ kind, active: true }, 100));
    if (named !== undefined) {
      if (items.some(({ id }) => id === named)) return named;
      throw new Refusal('rule', 'PARTNER_UNKNOWN', 'There is no such organisation of this kind', [
        { pointer: '/organisationId', code: 'UNKNOWN', detail: `is no active ${kind}` },
      ]);
    }
    const [only, another] = items;
    if (only && !another) return only.id;
    throw new Refusal('rule', 'PARTNER_NOT_ONE', 'An officer has to name the organisation that is asked');
  }
}
