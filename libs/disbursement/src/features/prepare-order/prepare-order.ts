import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream, orderIdOf } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/**
 * Prepares the payment of a claim that was approved (지급명령), not before a day in Seoul. The ledger sets the money aside or says that it lacks.
 * Refusals: TRANCHE_NOT_FOUND, TRANCHE_NOT_SO, ACCOUNT_NEEDED, ACCOUNT_NOT_CORRECTED, and what every officer can be refused with.
 */
export class PrepareOrder extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly tranche: string,
    readonly notBefore: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(PrepareOrder)
export class PrepareOrderHandler implements ICommandHandler<PrepareOrder> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, tranche, notBefore, context }: PrepareOrder): Promise<Appended> {
    const state = await this.desk.going(disbursementId);
    const orderId = orderIdOf(disbursementId, state.orders.length + 1);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'PrepareOrder', tranche, orderId, notBefore },
      context,
    );
  }
}
