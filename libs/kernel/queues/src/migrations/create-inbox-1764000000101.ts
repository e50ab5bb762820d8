import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The inbox (effects at most once) and the cancellations that running jobs look for. */
export class CreateInbox1764000000101 implements MigrationInterface {
  readonly name = 'CreateInbox1764000000101';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists doyak');
    await runner.query(`
      create table doyak.inbox (
        consumer     text        not null,
        message_id   text        not null,
        processed_at timestamptz not null default now(),
        primary key (consumer, message_id)
      )`);
    await runner.query('create index inbox_processed_at on doyak.inbox using brin (processed_at)');
    await runner.query(`
      create table doyak.job_cancellation (
        queue        text        not null,
        job_key      text        not null,
        reason       text        not null,
        requested_at timestamptz not null default now(),
        primary key (queue, job_key)
      )`);
    await runner.query('grant usage on schema doyak to doyak_app');
    await runner.query('grant select, insert, delete on doyak.inbox to doyak_app');
    await runner.query('grant select, insert, update, delete on doyak.job_cancellation to doyak_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table doyak.job_cancellation');
    await runner.query('drop table doyak.inbox');
  }
}
