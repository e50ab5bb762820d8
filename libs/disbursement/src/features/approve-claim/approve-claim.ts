import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/**
 * Approves a claim, or part of it, in KRW (지급결의). Refusals: TRANCHE_NOT_FOUND, TRANCHE_NOT_SO, ABOVE_CLAIM, REASON_NEEDED,
 * DUTIES_NOT_SEPARATE, and what every officer can be refused with.
 */
export class ApproveClaim extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly tranche: string,
    readonly amount: number,
    readonly reason: string | undefined,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ApproveClaim)
export class ApproveClaimHandler implements ICommandHandler<ApproveClaim> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, tranche, amount, reason, context }: ApproveClaim): Promise<Appended> {
    const state = await this.desk.going(disbursementId);
    await this.desk.refuseApart(state, context.actor, context.now);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'ApproveClaim', tranche, amount, reason },
      context,
    );
  }
}
