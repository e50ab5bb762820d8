import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { EvaluationDesk } from '../../evaluation-desk.js';

/**
 * Appoints the panel of one evaluation (평가위원 위촉). Members against whom the data speaks are excluded at once; their seats are vacant. Refusals:
 * EVALUATION_NOT_FOUND, EVALUATION_CLOSED, PANEL_APPOINTED, PANEL_SIZE, REVIEWER_UNFIT, OUTSIDE_MEMBERS, OWN_APPLICATION,
 * REVIEWER_NOT_OFFICER, DUTIES_NOT_SEPARATE, PERSON_NEEDED, CASE_HELD.
 */
export class AppointPanel extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly reviewers: readonly string[],
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AppointPanel)
export class AppointPanelHandler implements ICommandHandler<AppointPanel> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  async execute({ evaluationId, reviewers, context }: AppointPanel): Promise<Appended> {
    const state = await this.desk.layOpen(evaluationId);
    const candidates = await this.desk.appointable(reviewers);
    await this.desk.refuseApart(state, reviewers, context.now);
    return this.desk.decide(evaluationId, { type: 'AppointPanel', candidates }, context);
  }
}
