import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Work of automated steps, what bears their outcomes out, and the text of documents. */
export class CreateReviews1764000000701 implements MigrationInterface {
  readonly name = 'CreateReviews1764000000701';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create schema if not exists reviews');
    // One row per automated step that is not over: what is to be done, by whom it is being done, and how far it is.
    await runner.query(`
      create table reviews.work (
        step_id     uuid primary key,
        case_id     uuid not null,
        checker     text not null,
        status      text not null check (status in ('waiting', 'running', 'halted')),
        attempt     integer not null,
        delivery    integer not null,
        due         timestamptz not null,
        waiting_since timestamptz not null,
        enqueued_at timestamptz,
        worker      uuid,
        lease_until timestamptz,
        started_at  timestamptz,
        checkpoint  jsonb,
        progress    jsonb
      ) with (fillfactor = 70)`);
    await runner.query(
      `create index work_due on reviews.work (due) where status = 'waiting' and enqueued_at is null`,
    );
    await runner.query('create index work_checker on reviews.work (checker, status)');
    await runner.query(`
      create table reviews.evidence (
        sha256     text not null,
        step_id    uuid not null,
        media_type text not null,
        sealed     bytea not null,
        kept_at    timestamptz not null default now(),
        primary key (step_id, sha256)
      )`);
    await runner.query('grant usage on schema reviews to doyak_app');
    await runner.query('grant select, insert, update, delete on reviews.work, reviews.evidence to doyak_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema reviews cascade');
  }
}
