import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { application, type ApplicationState } from '@doyak/applications';
import { GetCase, MayDecideStage } from '@doyak/cases';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { type ProgramDefinition, Programs, type ReviewConfig, type ReviewStep } from '@doyak/programs';
import { review } from './domain/review.js';
import type { KnownReview } from './domain/review.state.js';
import { step } from './domain/step.js';
import type { KnownStep } from './domain/step.state.js';
import { reviewStream, stepStream } from './review-ids.js';
import { ReviewPlans } from './review-plans.js';

/** Which stage of which program version. */
export interface StageOf {
  readonly programId: string;
  readonly programVersion: number;
  readonly track: string;
  readonly stage: string;
}

/** What several commands of reviews look up before they are decided. */
@Injectable()
export class ReviewDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(ReviewPlans) private readonly plans: ReviewPlans,
  ) {}

  /** Refusal: REVIEW_NOT_FOUND. */
  async review(id: string): Promise<KnownReview> {
    const { state } = await this.store.load(reviewStream(id), review);
    if (state.status === 'none')
      throw new Refusal('not-found', 'REVIEW_NOT_FOUND', 'There is no such review');
    return state;
  }

  /** Refusal: STEP_NOT_FOUND. */
  async step(id: string): Promise<KnownStep> {
    const { state } = await this.store.load(stepStream(id), step);
    if (state.status === 'none') throw new Refusal('not-found', 'STEP_NOT_FOUND', 'There is no such step');
    return state;
  }

  async application(applicationId: string): Promise<Exclude<ApplicationState, { status: 'NONE' }>> {
    const { state } = await this.store.load(`application-${applicationId}`, application);
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    return state;
  }

  async definition({ programId, programVersion }: StageOf): Promise<ProgramDefinition> {
    return this.programs.definition(programId, programVersion);
  }

  /** What the program version says of a review stage, or the plan that follows from a stage of another kind. */
  async config(of: StageOf): Promise<ReviewConfig> {
    const track = await this.programs.track(of.programId, of.programVersion, of.track);
    const stage = track.stages.find(({ id }) => id === of.stage);
    if (stage?.kind === 'review') return stage.config as unknown as ReviewConfig;
    const plan = stage && this.plans.of(stage.kind, stage.config);
    if (!plan) throw new Error(`Track ${of.track} has no review ${of.stage}`);
    return plan;
  }

  /** A partner's answer to this step is more than an outcome. Refusal: ANSWER_ELSEWHERE. */
  async refusePlain(of: StageOf, step: string): Promise<void> {
    const track = await this.programs.track(of.programId, of.programVersion, of.track);
    const kind = track.stages.find(({ id }) => id === of.stage)?.kind ?? '';
    const route = this.plans.answeredBy(kind, step);
    if (route !== undefined)
      throw new Refusal('rule', 'ANSWER_ELSEWHERE', `This is answered by POST ${route}`);
  }

  /** What the program version says of a step. */
  async stepConfig(of: StageOf, id: string): Promise<ReviewStep> {
    const found = (await this.config(of)).steps.find((one) => one.id === id);
    if (!found) throw new Error(`The review ${of.stage} has no step ${id}`);
    return found;
  }

  /** Work of persons on a case stops while it is on hold. Refusal: CASE_HELD. */
  async refuseHeld(caseId: string): Promise<void> {
    const found = await this.queries.execute(new GetCase(caseId));
    if (found?.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
  }

  /** Duties that the definition keeps apart. Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApart(
    { caseId, stage }: { caseId: string; stage: string },
    actor: Actor,
    now: Date,
  ): Promise<void> {
    const other = await this.queries.execute(new MayDecideStage(caseId, stage, actor.id, now));
    if (other === undefined) return;
    throw new Refusal(
      'rule',
      'DUTIES_NOT_SEPARATE',
      `The person who decided ${other} may not decide ${stage}`,
    );
  }
}
