import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { type AccountDetails, PayeeAccounts } from '../../accounts/payee-accounts.js';
import { payeeAccountStream } from '../../disbursement-ids.js';
import { payeeAccount } from '../../domain/payee-account.js';

/** Registers an account of one's own organisation, or of oneself; the command's id is the account's. Refusal: PERSON_NEEDED. */
export class RegisterAccount extends Command<Appended> {
  constructor(
    readonly details: AccountDetails,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RegisterAccount)
export class RegisterAccountHandler implements ICommandHandler<RegisterAccount> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(PayeeAccounts) private readonly accounts: PayeeAccounts,
  ) {}

  async execute({ details, context }: RegisterAccount): Promise<Appended> {
    const accountId = context.commandId;
    await this.accounts.write(accountId, details, context.actor, context.now);
    // Without the fingerprint, which would be a fast hash of the number in a table that nothing is erased from.
    const { fingerprint: _, ...options } = context;
    const command = { type: 'RegisterAccount', accountId } as const;
    return this.store.decide(payeeAccountStream(accountId), payeeAccount, command, options);
  }
}
