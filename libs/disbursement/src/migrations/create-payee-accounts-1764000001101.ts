import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bank, number and holder of accounts, sealed: what must not stand in events, and can be erased. */
export class CreatePayeeAccounts1764000001101 implements MigrationInterface {
  readonly name = 'CreatePayeeAccounts1764000001101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema disbursement;
      grant usage on schema disbursement to doyak_app;

      create table disbursement.payee_accounts (
        account_id uuid primary key,
        owner_person_id uuid not null,
        -- Absent: it is the person's own.
        owner_organisation_id uuid,
        sealed bytea not null,
        created_at timestamptz not null
      );
      create index payee_accounts_person on disbursement.payee_accounts (owner_person_id);
      comment on table disbursement.payee_accounts is 'Personal data, sealed by the master key. A row can be erased: no event holds any of it.';

      grant select, insert, delete on disbursement.payee_accounts to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema disbursement cascade');
  }
}
