import { Inject, Injectable } from '@nestjs/common';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';

/** Where money goes: the bank by its BIC (ISO 9362), the number as digits, the holder as the bank knows it. */
export interface AccountDetails {
  readonly bank: string;
  readonly number: string;
  readonly holder: string;
}

const PURPOSE = 'payee-account';

/** Bank, number and holder of accounts: sealed, apart from the events, so that they can be erased. A row is written before its event. */
@Injectable()
export class PayeeAccounts {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  async write(accountId: string, details: AccountDetails, owner: Actor, now: Date): Promise<void> {
    const sealed = this.sealer.seal(PURPOSE, accountId, Buffer.from(JSON.stringify(details)));
    await this.database.pool.query(
      `insert into disbursement.payee_accounts (account_id, owner_person_id, owner_organisation_id, sealed, created_at)
       values ($1, $2, $3, $4, $5) on conflict (account_id) do nothing`,
      [accountId, owner.id, owner.organisationId, sealed, now],
    );
  }

  /** Who named these accounts, each person once. */
  async owners(accountIds: readonly string[]): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ owner: string }>(
      'select distinct owner_person_id as owner from disbursement.payee_accounts where account_id = any($1) order by 1',
      [accountIds],
    );
    return rows.map(({ owner }) => owner);
  }

  /** By account; those that were erased are not there. */
  async find(accountIds: readonly string[]): Promise<Map<string, AccountDetails>> {
    const { rows } = await this.database.pool.query<{ account_id: string; sealed: Buffer }>(
      'select account_id, sealed from disbursement.payee_accounts where account_id = any($1)',
      [accountIds],
    );
    return new Map(
      rows.map(({ account_id: id, sealed }) => [
        id,
        JSON.parse(this.sealer.open(PURPOSE, id, sealed).toString()) as AccountDetails,
      ]),
    );
  }
}
