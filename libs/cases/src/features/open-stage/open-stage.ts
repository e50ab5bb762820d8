import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { CasePlans } from '../../case-plans.js';
import { aCase } from '../../domain/case.js';
import { planOf } from '../plan-of.js';

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
    const plan = await this.plans.plan(await planOf(this.store, caseId), context.now);
    return this.store.decide(`case-${caseId}`, aCase, { type: 'OpenStage', stage, plan }, context);
  }
}
