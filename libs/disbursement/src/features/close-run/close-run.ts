import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { paymentRunStream } from '../../disbursement-ids.js';
import { paymentRun, type RunOrder } from '../../domain/payment-run.js';
import { MoneyDesk } from '../../money-desk.js';

/** Closes a run with the orders that went into it: those whose own stream says so, and no others. */
export class CloseRun extends Command<Appended> {
  constructor(
    readonly runId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(CloseRun)
export class CloseRunHandler implements ICommandHandler<CloseRun> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ runId, context }: CloseRun): Promise<Appended> {
    const { state } = await this.store.load(paymentRunStream(runId), paymentRun);
    const orders: RunOrder[] = [];
    for (const { disbursementId, orderId } of state.status === 'none' ? [] : state.orders) {
      const { orders: known } = await this.desk.disbursement(disbursementId);
      const sent = known.find((one) => one.orderId === orderId && one.runId === runId);
      if (!sent) continue;
      const { endToEndId, accountId, amount } = sent;
      orders.push({ disbursementId, orderId, endToEndId, accountId, amount });
    }
    return this.store.decide(paymentRunStream(runId), paymentRun, { type: 'CloseRun', orders }, context);
  }
}
