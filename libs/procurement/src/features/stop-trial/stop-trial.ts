import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import { TrialDesk } from '../../trial-desk.js';

/** Ends trial purchases whose stage or case ended elsewhere. Refusal: TRIAL_NOT_FOUND. */
export class StopTrial extends Command<Appended> {
  constructor(
    readonly trialId: string,
    readonly because: 'case-closed' | 'stage-closed',
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopTrial)
export class StopTrialHandler implements ICommandHandler<StopTrial> {
  constructor(@Inject(TrialDesk) private readonly desk: TrialDesk) {}

  execute({ trialId, because, context }: StopTrial): Promise<Appended> {
    return this.desk.decide(trialId, { type: 'StopTrial', because }, context);
  }
}
