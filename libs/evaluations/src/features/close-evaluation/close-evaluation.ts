import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { EvaluationDesk } from '../../evaluation-desk.js';

/**
 * Closes the panel with its minutes (회의록), or records that the applicant did not appear (불참); the case goes on as its program says. Refusals:
 * QUORUM_MISSING, CHALLENGE_OPEN, NO_PRESENTATION, BALLOTS_GIVEN, DUTIES_NOT_SEPARATE, OWN_APPLICATION, REVIEWER_NOT_OFFICER,
 * EVALUATION_CLOSED, PERSON_NEEDED, CASE_HELD.
 */
export class CloseEvaluation extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly how: 'CloseEvaluation' | 'RecordNoShow',
    readonly minutes: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CloseEvaluation)
export class CloseEvaluationHandler implements ICommandHandler<CloseEvaluation> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  async execute({ evaluationId, how, minutes, context }: CloseEvaluation): Promise<Appended> {
    const state = await this.desk.layOpen(evaluationId);
    await this.desk.refuseApart(state, [context.actor.id], context.now);
    const command =
      how === 'RecordNoShow'
        ? ({ type: how, minutes } as const)
        : ({ type: how, minutes, candidates: await this.desk.seated(state) } as const);
    return this.desk.decide(evaluationId, command, context);
  }
}
