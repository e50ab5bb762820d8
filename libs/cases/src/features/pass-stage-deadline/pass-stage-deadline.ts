import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { CasePlans } from '../../case-plans.js';
import type { KnownCase } from '../../domain/case.state.js';
import { decideWithPlan } from '../plan-of.js';

/** Notes that the deadline of a stage has passed; what follows is up to the definition. Refusals: CASE_NOT_FOUND, DEADLINE_NOT_PASSED. */
export class PassStageDeadline extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly stage: string,
    readonly endsBefore: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PassStageDeadline)
export class PassStageDeadlineHandler implements ICommandHandler<PassStageDeadline> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(CasePlans) private readonly plans: CasePlans,
  ) {}

  async execute({ caseId, stage, endsBefore, context }: PassStageDeadline): Promise<Appended> {
    const make = async (state: KnownCase) => {
      const plan = await this.plans.plan(state, context.now);
      return { type: 'PassStageDeadline', stage, endsBefore, plan } as const;
    };
    return decideWithPlan(this.store, caseId, make, context);
  }
}
