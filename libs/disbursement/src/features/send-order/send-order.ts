import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';

/** Puts a released order into the file of a run. Refusal: PAYMENT_ORDER_NOT_SO. */
export class SendOrder extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly orderId: string,
    readonly run: { readonly runId: string; readonly valueDate: string },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(SendOrder)
export class SendOrderHandler implements ICommandHandler<SendOrder> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ disbursementId, orderId, run, context }: SendOrder): Promise<Appended> {
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'SendOrder', orderId, ...run },
      context,
    );
  }
}
