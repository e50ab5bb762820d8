import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { CasePlans } from '../../case-plans.js';
import type { KnownCase } from '../../domain/case.state.js';
import { decideWithPlan } from '../plan-of.js';

/** Opens a stage that waits for an operator. Refusals: CASE_NOT_FOUND, STAGE_NOT_FOUND, STAGE_NOT_READY, CASE_CLOSED, CASE_HELD. */
export class OpenStage extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly stage: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenStage)
export class OpenStageHandler implements ICommandHandler<OpenStage> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CasePlans) private readonly plans: CasePlans,
  ) {}

  async execute({ caseId, stage, context }: OpenStage): Promise<Appended> {
    const make = async (state: KnownCase) => {
      const plan = await this.plans.plan(state, context.now);
      return { type: 'OpenStage', stage, plan } as const;
    };
    return decideWithPlan(this.store, caseId, make, context);
  }
}
