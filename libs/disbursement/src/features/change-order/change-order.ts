import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/** Moves a payment to another day; approvals of the order before do not count for it. Refusals: PAYMENT_ORDER_NOT_FOUND, PAYMENT_ORDER_NOT_SO. */
export class ChangeOrder extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly orderId: string,
    readonly notBefore: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ChangeOrder)
export class ChangeOrderHandler implements ICommandHandler<ChangeOrder> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, orderId, notBefore, reason, context }: ChangeOrder): Promise<Appended> {
    await this.desk.going(disbursementId);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'ChangeOrder', orderId, notBefore, reason },
      context,
    );
  }
}
