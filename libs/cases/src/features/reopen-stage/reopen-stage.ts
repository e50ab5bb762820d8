import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { CasePlans } from '../../case-plans.js';
import { aCase } from '../../domain/case.js';
import { planOf } from '../plan-of.js';

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
    const plan = await this.plans.plan(await planOf(this.store, caseId), context.now);
    return this.store.decide(`case-${caseId}`, aCase, { type: 'ReopenStage', stage, reason, plan }, context);
  }
}
