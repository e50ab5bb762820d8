import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { aCase } from '../../domain/case.js';

/** Pauses the clock of a stage while the applicant owes a supplement (보완). Refusals: CASE_NOT_FOUND, STAGE_NOT_OPEN. */
export class PauseStageClock extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly stage: string,
    readonly run: number,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PauseStageClock)
export class PauseStageClockHandler implements ICommandHandler<PauseStageClock> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ caseId, stage, run, context }: PauseStageClock): Promise<Appended> {
    return this.store.decide(`case-${caseId}`, aCase, { type: 'PauseStageClock', stage, run }, context);
  }
}
