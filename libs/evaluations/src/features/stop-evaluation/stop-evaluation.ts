import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { EvaluationDesk } from '../../evaluation-desk.js';

/** Ends the work on an evaluation whose case or stage was closed elsewhere. Refusal: EVALUATION_NOT_FOUND. */
export class StopEvaluation extends Command<Appended> {
  constructor(
    readonly evaluationId: string,
    readonly because: 'case-closed' | 'stage-closed',
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopEvaluation)
export class StopEvaluationHandler implements ICommandHandler<StopEvaluation> {
  constructor(@Inject(EvaluationDesk) private readonly desk: EvaluationDesk) {}

  execute({ evaluationId, because, context }: StopEvaluation): Promise<Appended> {
    return this.desk.decide(evaluationId, { type: 'StopEvaluation', because }, context);
  }
}
