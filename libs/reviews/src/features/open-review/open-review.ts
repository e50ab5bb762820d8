import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type CaseEvent, CasePlans } from '@doyak/cases';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import {
  evaluateRule,
  type ProgramDefinition,
  type ReviewConfig,
  type ReviewPlan,
  reviewPlanOf,
  RuleCompiler,
} from '@doyak/programs';
import type { ReviewOpening } from '../../domain/review.events.js';
import { review } from '../../domain/review.js';
import { ReviewDesk } from '../../review-desk.js';
import { reviewId, reviewStream, stepId } from '../../review-ids.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  'caseId' | 'applicationId' | 'roundId' | 'programId' | 'programVersion' | 'track' | 'stage' | 'run'
>;

/**
 * Opens the review of a stage's run with the plan of its program version, and with it the first steps. Contexts whose stages are not reviews name
 * the id, and the only step of their plan that is done where they ask one thing after the other; see `ReviewPlans`. Refusal: APPLICATION_NOT_FOUND.
 */
export class OpenReview extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
    readonly id?: string,
    readonly only?: string,
  ) {
    super();
  }
}

@CommandHandler(OpenReview)
export class OpenReviewHandler implements ICommandHandler<OpenReview> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(CasePlans) private readonly plans: CasePlans,
  ) {}

  async execute({ opening, context, id: named, only }: OpenReview): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const config = await this.desk.config(opening);
    const { applicant } = await this.desk.application(applicationId);
    const id = named ?? reviewId(caseId, stage, run);
    return this.store.decide(
      reviewStream(id),
      review,
      {
        type: 'OpenReview',
        ...{ reviewId: id, caseId, applicationId, roundId, programId, programVersion, track, stage, run },
        applicant: { personId: applicant.personId, organisationId: applicant.organisationId },
        plan: mutable(limited(reviewPlanOf(config), only)),
        passedOver: await this.passedOver(opening, config),
        nameStep: (step, stepRun) => stepId(id, step, stepRun),
      },
      { ...context, caseId },
    );
  }

  /** Where a fact is missing the step is done. */
  private async passedOver(opening: StageOpening, { steps }: ReviewConfig): Promise<string[]> {
    const guarded = steps.filter(({ guard }) => guard !== undefined);
    if (guarded.length === 0) return [];
    const definition = await this.desk.definition(opening);
    const facts = await this.plans.facts({ ...opening, facts: await this.established(opening) }, definition);
    return guarded.flatMap(({ id, guard }) => (fails(guard!, definition, facts) ? [id] : []));
  }

  private async established({ caseId }: StageOpening) {
    const events = (await this.store.readCase(caseId)) as unknown as CaseEvent[];
    const facts = events.flatMap((event) => (event.type === 'StageClosed' ? [event.data.facts ?? {}] : []));
    return Object.assign({}, ...facts) as NonNullable<
      Extract<CaseEvent, { type: 'StageClosed' }>['data']['facts']
    >;
  }
}

function fails(
  guard: string,
  definition: ProgramDefinition,
  facts: Parameters<typeof evaluateRule>[2],
): boolean {
  const { rule } = new RuleCompiler(definition.facts).compile(guard);
  return rule !== undefined && evaluateRule(rule, definition.facts, facts).outcome === 'fails';
}

/** What of a plan is about one step. */
function limited(plan: ReviewPlan, only: string | undefined): ReviewPlan {
  if (only === undefined) return plan;
  const about = ({ step }: { step: string }) => step === only;
  return {
    steps: plan.steps.filter(({ id }) => id === only),
    results: plan.results.flatMap(({ outcome, when }) => {
      const any = ('any' in when ? when.any : when.all).filter(about);
      return any.length === 0 ? [] : [{ outcome, when: { any } }];
    }),
  };
}

/** As the event's schema has it. */
function mutable(plan: ReviewPlan): ReviewOpening['plan'] {
  return structuredClone(plan) as ReviewOpening['plan'];
}
