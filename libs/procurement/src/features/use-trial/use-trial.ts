import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Appended, DecideOptions } from '@doyak/kernel/event-store';
import type { TrialCommand } from '../../domain/trial-purchase.js';
import { TrialDesk } from '../../trial-desk.js';

export type Using =
  | { readonly type: 'DeliverTrial'; readonly order: number }
  | Extract<TrialCommand, { type: 'ReportUse' | 'WithdrawOrder' | 'ConcludeTrial' | 'PassReportDeadline' }>;

/**
 * Confirms the delivery (use begins), reports on the use (사용 결과보고), withdraws an order, concludes the trial purchase, or lets the time for a report
 * pass. Refusals: TRIAL_NOT_FOUND, TRIAL_ENDED, ORDER_NOT_FOUND, ORDER_NOT_SO, NOT_THE_INSTITUTION, REPORTS_MISSING, REPORT_NOT_LATE,
 * OWN_APPLICATION, PERSON_NEEDED.
 */
export class UseTrial extends Command<Appended> {
  constructor(
    readonly trialId: string,
    readonly using: Using,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(UseTrial)
export class UseTrialHandler implements ICommandHandler<UseTrial> {
  constructor(@Inject(TrialDesk) private readonly desk: TrialDesk) {}

  async execute({ trialId, using, context }: UseTrial): Promise<Appended> {
    if (using.type !== 'DeliverTrial') return this.desk.decide(trialId, using, context);
    const deadlines = await this.desk.deadlines(await this.desk.trial(trialId), context.now);
    return this.desk.decide(trialId, { ...using, ...deadlines }, context);
  }
}
