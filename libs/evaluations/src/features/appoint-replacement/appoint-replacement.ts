import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { EvaluationDesk } from '../../evaluation-desk.js';

/**
 * Fills the seat of a member who fell out. Refusals: NO_PANEL, NO_SUCH_VACANCY, REVIEWER_UNFIT, REVIEWER_CONFLICTED, OUTSIDE_MEMBERS,
 * DUTIES_NOT_SEPARATE, and those of `AppointPanel`.
 */
export class AppointReplacement extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly reviewer: string,
    readonly replaces: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AppointReplacement)
export class AppointReplacementHandler implements ICommandHandler<AppointReplacement> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  async execute({ evaluationId, reviewer, replaces, context }: AppointReplacement): Promise<Appended> {
    const state = await this.desk.layOpen(evaluationId);
    const [candidate] = await this.desk.appointable([reviewer]);
    await this.desk.refuseApart(state, [reviewer], context.now);
    const command = { type: 'AppointReplacement', candidate: candidate!, replaces } as const;
    return this.desk.decide(evaluationId, command, context);
  }
}
