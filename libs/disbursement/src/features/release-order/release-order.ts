import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/**
 * Releases a payment order (지급 승인) as an appointed officer of its program, or for one. Refusals: NOT_APPOINTED, FOUR_EYES, CHECK_NEEDED, PAYMENT_ORDER_NOT_FOUND,
 * PAYMENT_ORDER_NOT_SO, and what every officer can be refused with.
 */
export class ReleaseOrder extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly orderId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ReleaseOrder)
export class ReleaseOrderHandler implements ICommandHandler<ReleaseOrder> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, orderId, context }: ReleaseOrder): Promise<Appended> {
    const state = await this.desk.going(disbursementId);
    const mandate = await this.desk.mandate(state.programId, context.actor, 'release', context.now);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'ReleaseOrder', orderId, mandate },
      context,
    );
  }
}
