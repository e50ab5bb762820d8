import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/**
 * Decides what a case gets where no agreement says so (지원금 결정), in KRW. Refusals: DISBURSEMENT_NOT_FOUND, AMOUNT_FIXED, OWN_APPLICATION,
 * PERSON_NEEDED, CASE_HELD, DUTIES_NOT_SEPARATE.
 */
export class AgreeAmount extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly amount: number,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AgreeAmount)
export class AgreeAmountHandler implements ICommandHandler<AgreeAmount> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, amount, reason, context }: AgreeAmount): Promise<Appended> {
    const state = await this.desk.going(disbursementId);
    await this.desk.refuseApart(state, context.actor, context.now);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'SetAmount', amount, reason },
      context,
    );
  }
}
