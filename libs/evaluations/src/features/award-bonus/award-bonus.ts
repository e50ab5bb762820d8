import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { EvaluationDesk } from '../../evaluation-desk.js';

/**
 * Awards bonuses of the stage (가점), all of them at once; they are added after the pass test. Refusals: BONUS_UNKNOWN, OWN_APPLICATION,
 * REVIEWER_NOT_OFFICER, EVALUATION_CLOSED, PERSON_NEEDED, CASE_HELD.
 */
export class AwardBonus extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly award: { readonly bonuses: readonly string[]; readonly reason: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AwardBonus)
export class AwardBonusHandler implements ICommandHandler<AwardBonus> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  async execute({ evaluationId, award, context }: AwardBonus): Promise<Appended> {
    await this.desk.layOpen(evaluationId);
    return this.desk.decide(evaluationId, { type: 'AwardBonus', ...award }, context);
  }
}
