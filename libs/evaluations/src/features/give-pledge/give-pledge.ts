import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { EvaluationDesk } from '../../evaluation-desk.js';

/**
 * A reviewer pledges confidence and the absence of conflicts (평가위원 서약); documents and ballot follow. Refusals: NOT_ON_PANEL, REVIEWER_OUT,
 * REVIEWER_CONFLICTED, EVALUATION_CLOSED, PERSON_NEEDED, CASE_HELD.
 */
export class GivePledge extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(GivePledge)
export class GivePledgeHandler implements ICommandHandler<GivePledge> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  async execute({ evaluationId, context }: GivePledge): Promise<Appended> {
    await this.desk.layOpen(evaluationId);
    const candidate = await this.desk.candidate(context.actor.id);
    return this.desk.decide(evaluationId, { type: 'GivePledge', candidate }, context);
  }
}
