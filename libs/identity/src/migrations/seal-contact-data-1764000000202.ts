import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was seen, and why; contact data are sealed values now, and addresses keyed hashes. */
export class SealContactData1764000000202 implements MigrationInterface {
  readonly name = 'SealContactData1764000000202';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table identity.personal_data_accesses add column what text, add column reason text;
      alter table identity.personal_data_accesses drop constraint personal_data_accesses_action_check;
      alter table identity.personal_data_accesses add check (action in ('read', 'changed', 'downloaded'));
      alter table identity.people drop constraint people_name_check, drop constraint people_email_check, drop constraint people_phone_check;
      comment on table identity.people is
        'Personal data, sealed with the key of the person; email_key is a keyed hash. A row can be erased: no event holds any of it.';
      create index personal_data_accesses_actor on identity.personal_data_accesses (actor_id, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table identity.personal_data_accesses drop column what, drop column reason');
  }
}
