import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/** Ends payments for good (지급 중단); what is on its way to the bank goes on. Refusal: DISBURSEMENT_NOT_FOUND. */
export class StopDisbursement extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(StopDisbursement)
export class StopDisbursementHandler implements ICommandHandler<StopDisbursement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, reason, context }: StopDisbursement): Promise<Appended> {
    await this.desk.disbursement(disbursementId);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'StopDisbursement', reason },
      context,
    );
  }
}
