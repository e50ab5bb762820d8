import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { CasePlans } from '../../case-plans.js';
import { aCase } from '../../domain/case.js';
import { planOf } from '../plan-of.js';

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
    const plan = await this.plans.plan(await planOf(this.store, caseId), context.now);
    return this.store.decide(
      `case-${caseId}`,
      aCase,
      { type: 'PassStageDeadline', stage, endsBefore, plan },
      context,
    );
  }
}
