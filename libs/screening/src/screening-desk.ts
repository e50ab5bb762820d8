import { Inject, Injectable } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { type ApplicationState, application } from '@doyak/applications';
import { GetCase, MayDecideStage } from '@doyak/cases';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { screening } from './domain/screening.js';
import type { KnownScreening } from './domain/screening.state.js';
import { screeningStream } from './screening-id.js';
import { type ScreeningPlan, ScreeningRules } from './screening-rules.js';

/** A screening and what its program version says of it. */
export interface Laid {
  readonly state: KnownScreening;
  readonly plan: ScreeningPlan;
}

/** What several commands of a screening look up before they are decided. */
@Injectable()
export class ScreeningDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ScreeningRules) private readonly rules: ScreeningRules,
  ) {}

  /** Refusal: SCREENING_NOT_FOUND. */
  async lay(id: string): Promise<Laid> {
    const { state } = await this.store.load(screeningStream(id), screening);
    if (state.status === 'none')
      throw new Refusal('not-found', 'SCREENING_NOT_FOUND', 'There is no such screening');
    return { state, plan: await this.rules.plan(state) };
  }

  async application(applicationId: string): Promise<Exclude<ApplicationState, { status: 'NONE' }>> {
    const { state } = await this.store.load(`application-${applicationId}`, application);
    if (state.status === 'NONE')
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    return state;
  }

  /** Work on a case stops while it is on hold. Refusal: CASE_HELD. */
  async refuseHeld(caseId: string): Promise<void> {
    const found = await this.queries.execute(new GetCase(caseId));
    if (found?.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
  }

  /** Duties that the definition keeps apart. Refusal: DUTIES_NOT_SEPARATE. */
  async refuseApart({ caseId, stage }: KnownScreening, actor: Actor, now: Date): Promise<void> {
    const other = await this.queries.execute(new MayDecideStage(caseId, stage, actor.id, now));
    if (other === undefined) return;
    throw new Refusal(
      'rule',
      'DUTIES_NOT_SEPARATE',
      `The person who decided ${other} may not decide ${stage}`,
    );
  }
}
