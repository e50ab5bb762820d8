import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';
import { MoneyDesk } from '../../money-desk.js';

/**
 * Names the account that a beneficiary is to be paid to. Orders that are not released are cancelled. Refusals: ACCOUNT_NOT_FOUND,
 * NOT_BENEFICIARY, DISBURSEMENT_NOT_FOUND, DISBURSEMENT_STOPPED, CASE_HELD.
 */
export class NameAccount extends Command<Appended> {
  constructor(
    readonly disbursementId: string,
    readonly accountId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(NameAccount)
export class NameAccountHandler implements ICommandHandler<NameAccount> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly desk: MoneyDesk,
  ) {}

  async execute({ disbursementId, accountId, context }: NameAccount): Promise<Appended> {
    await this.desk.going(disbursementId);
    await this.desk.refuseForeignAccount(accountId, context.actor);
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      { type: 'NameAccount', accountId },
      context,
    );
  }
}
