import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import type { EvaluationCommand } from '../../domain/evaluation.js';
import { EvaluationDesk } from '../../evaluation-desk.js';

export type SeatEnd = Extract<
  EvaluationCommand,
  { type: 'ExcludeReviewer' | 'RecuseReviewer' | 'ReleaseReviewer' }
>;

/**
 * A reviewer's seat ends: excluded by an officer (제척), recused (회피) or released before scoring (해촉). What was closed is computed again.
 * Refusals: EVALUATION_NOT_FOUND, EVALUATION_CLOSED, NOT_A_MEMBER, NOT_ON_PANEL, REVIEWER_OUT, BALLOT_GIVEN, OWN_APPLICATION,
 * REVIEWER_NOT_OFFICER, PERSON_NEEDED.
 */
export class EndSeat extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly end: SeatEnd,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** Nothing stands against it but an ended seat, not even a case on hold: a conflict of interest has no time to wait. */
@CommandHandler(EndSeat)
export class EndSeatHandler implements ICommandHandler<EndSeat> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  execute({ evaluationId, end, context }: EndSeat): Promise<Appended> {
    return this.desk.decide(evaluationId, end, context);
  }
}
