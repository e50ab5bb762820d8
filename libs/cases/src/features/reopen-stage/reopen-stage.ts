import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { CasePlans } from '../../case-plans.js';
import type { KnownCase } from '../../domain/case.state.js';
import { decideWithPlan } from '../plan-of.js';

/** Takes up a closed stage again, e.g. after an objection. Refusals: CASE_NOT_FOUND, STAGE_NOT_FOUND, STAGE_NOT_CLOSED, LATER_STAGE_BEGUN, CASE_CLOSED, CASE_HELD. */
export class ReopenStage extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly stage: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReopenStage)
export class ReopenStageHandler implements ICommandHandler<ReopenStage> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CasePlans) private readonly plans: CasePlans,
  ) {}

  async execute({ caseId, stage, reason, context }: ReopenStage): Promise<Appended> {
    const make = async (state: KnownCase) => {
      const plan = await this.plans.plan(state, context.now);
      return { type: 'ReopenStage', stage, reason, plan } as const;
    };
    return decideWithPlan(this.store, caseId, make, context);
  }
}
