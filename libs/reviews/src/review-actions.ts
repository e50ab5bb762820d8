import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type CaseAction, CaseActions, GetCase, MayDecideStage } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import type { RequestContext } from '@doyak/kernel/http';
import { ConflictChecks } from './conflict-checks.js';
import { step, type StepCommand } from './domain/step.js';
import type { KnownStep } from './domain/step.state.js';
import { ListReviews } from './read-models/review-list/list-reviews.js';
import { ReviewDesk } from './review-desk.js';

interface Candidate {
  readonly verb: string;
  readonly path: string;
  readonly permission: string;
  /** What is tried, without being carried out: the decider itself says whether and why not. Absent: it depends on who is named. */
  readonly command?: StepCommand;
  /** Whether it makes this person one of those who decide the stage. */
  readonly decides?: boolean;
}

type Why = NonNullable<CaseAction['why']>;

/** What can be done about the reviews of a case. */
@Injectable()
export class ReviewActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  onModuleInit(): void {
    this.actions.register('reviews', ({ caseId, context }) => this.of(caseId, context));
  }

  private async of(caseId: string, context: RequestContext): Promise<CaseAction[]> {
    const lines = await this.queries.execute(new ListReviews({ caseId, status: 'open' }, undefined, 20));
    const held = lines.length > 0 && (await this.queries.execute(new GetCase(caseId)))?.status === 'held';
    const actions = lines.map(async ({ id }) => {
      const { steps } = await this.desk.review(id);
      const states = await Promise.all(Object.values(steps).map(({ stepId }) => this.stepIfKnown(stepId)));
      const going = states.filter(
        (state) => state !== undefined && state.status !== 'ended' && state.status !== 'stopped',
      );
      return Promise.all(going.map((state) => this.ofStep(state!, context, held)));
    });
    return (await Promise.all(actions)).flat(2);
  }

  /** A step that the review has reached may not be opened yet. */
  private async stepIfKnown(stepId: string): Promise<KnownStep | undefined> {
    try {
      return await this.desk.step(stepId);
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  }

  private async ofStep(state: KnownStep, context: RequestContext, held: boolean): Promise<CaseAction[]> {
    const personId = context.actor.id;
    const ground = await this.conflicts.groundOf({ ...state, personId });
    const apart = await this.queries.execute(
      new MayDecideStage(state.caseId, state.stage, personId, context.now),
    );
    const inTheWay = (one: Candidate): Why | undefined => {
      if (!context.permits(one.permission))
        return { code: 'FORBIDDEN', detail: `This needs the permission ${one.permission}` };
      if (ground !== undefined)
        return {
          ...{
            code: 'CONFLICT_OF_INTEREST',
            detail: 'A conflict of interest keeps this person from the case',
          },
        };
      if (held) return { code: 'CASE_HELD', detail: 'The case is on hold' };
      if (one.decides && apart !== undefined)
        return {
          ...{ code: 'DUTIES_NOT_SEPARATE', detail: `The person who decided ${apart} may not decide this` },
        };
      return one.command && refusalOf(one.command, state, context);
    };
    return candidates(state).map((one) => {
      const why = inTheWay(one);
      const base = { action: `reviews.${one.verb}`, method: 'POST', path: one.path } as const;
      return why ? { ...base, allowed: false, why } : { ...base, allowed: true };
    });
  }
}

function candidates(state: KnownStep): Candidate[] {
  const { spec, stepId, status, outcomes, request } = state;
  const steps = (verb: string) => `/v1/review-steps/${stepId}/${verb}`;
  const manage = { permission: 'reviews.manage' };
  const reason = '';
  const common: Candidate[] = [
    status === 'open'
      ? { ...manage, verb: 'pause', path: steps('pause'), command: { type: 'PauseStep', reason } }
      : { ...manage, verb: 'resume', path: steps('resume'), command: { type: 'ResumeStep', reason } },
    {
      ...{ ...manage, verb: 'settle', path: steps('settle'), decides: true },
      command: { type: 'SettleStep', outcome: outcomes[0]!, reason },
    },
  ];
  if (spec.kind === 'automated') return common;
  if (spec.kind === 'external')
    return request ? common : [...common, { ...manage, verb: 'ask', path: steps('ask') }];
  const tasks = (verb: string) => `/v1/review-tasks/${stepId}/${verb}`;
  const own = { permission: `reviews.do-${spec.role}-tasks` };
  const outcome = outcomes[0]!;
  return [
    ...common,
    { ...manage, verb: 'assign', path: tasks('assign') },
    { ...own, verb: 'claim', path: tasks('claim'), command: { type: 'ClaimTask' } },
    {
      ...{ ...own, verb: 'give-opinion', path: tasks('opinions'), decides: true },
      command: { type: 'GiveOpinion', outcome, reason },
    },
  ];
}

function refusalOf(command: StepCommand, state: KnownStep, { now, actor }: RequestContext): Why | undefined {
  try {
    step.decide({ ...command, now, actor }, state);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return { code: error.code, detail: error.detail };
    throw error;
  }
}
