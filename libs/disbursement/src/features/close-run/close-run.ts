import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream, paymentRunStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { paymentRun, type RunOrder } from '../../domain/payment-run.js';

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
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ runId, context }: CloseRun): Promise<Appended> {
    const { state } = await this.store.load(paymentRunStream(runId), paymentRun);
    const orders: RunOrder[] = [];
    for (const { disbursementId, orderId } of state.status === 'none' ? [] : state.orders) {
      const { state: known } = await this.store.load(disbursementStream(disbursementId), disbursement);
      if (known.status === 'none') continue;
      const sent = known.orders.find((one) => one.orderId === orderId && one.runId === runId);
      if (!sent) continue;
      const { endToEndId, accountId, amount } = sent;
      orders.push({ disbursementId, orderId, endToEndId, accountId, amount });
    }
    return this.store.decide(paymentRunStream(runId), paymentRun, { type: 'CloseRun', orders }, context);
  }
}
