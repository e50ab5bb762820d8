import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { EventStore } from '@doyak/kernel/event-store';
import { CasePlans } from '../../case-plans.js';
import { decidedApart } from '../../domain/case.js';
import { planOf } from '../plan-of.js';

/** The stage whose decision keeps this person from deciding another (직무분리); `undefined`: nothing does. Refusal: CASE_NOT_FOUND. */
export class MayDecideStage extends Query<string | undefined> {
  constructor(
    readonly caseId: string,
    readonly stage: string,
    readonly personId: string,
    readonly now: Date,
  ) {
    super();
  }
}

@QueryHandler(MayDecideStage)
export class MayDecideStageHandler implements IQueryHandler<MayDecideStage> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CasePlans) private readonly plans: CasePlans,
  ) {}

  async execute({ caseId, stage, personId, now }: MayDecideStage): Promise<string | undefined> {
    const state = await planOf(this.store, caseId);
    return decidedApart(state, await this.plans.plan(state, now), stage, personId);
  }
}
