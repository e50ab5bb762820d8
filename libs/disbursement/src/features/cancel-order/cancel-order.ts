import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/** Takes back an order that is not released; the claim stays approved. Refusals: PAYMENT_ORDER_NOT_FOUND, PAYMENT_ORDER_NOT_SO. */
export class CancelOrder extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly orderId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CancelOrder)
export class CancelOrderHandler implements ICommandHandler<CancelOrder> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, orderId, reason, context }: CancelOrder): Promise<Appended> {
    await this.desk.disbursement(disbursementId);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'CancelOrder', orderId, reason },
      context,
    );
  }
}
