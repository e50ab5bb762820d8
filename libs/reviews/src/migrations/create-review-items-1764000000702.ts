import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Parts of checks that fan out. A step whose parts are under way is `gathering`. */
export class CreateReviewItems1764000000702 implements MigrationInterface {
  readonly name = 'CreateReviewItems1764000000702';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table reviews.work drop constraint work_status_check,
        add constraint work_status_check check (status in ('waiting', 'running', 'gathering', 'halted'))`);
    // Rows go with that of their step; no foreign key, so that ending a step without parts looks for none.
    await runner.query(`
      create table reviews.items (
        step_id     uuid not null,
        key         text not null check (length(key) between 1 and 200),
        place       integer not null,
        input       jsonb not null,
        status      text not null default 'waiting' check (status in ('waiting', 'running', 'done', 'failed')),
        attempt     integer not null default 0,
        failures    integer not null default 0,
        due         timestamptz not null default now(),
        worker      uuid,
        lease_until timestamptz,
        outcome     jsonb,
        fault       jsonb,
        primary key (step_id, key)
      )`);
    await runner.query(`create index items_leased on reviews.items (lease_until) where status = 'running'`);
    await runner.query('grant select, insert, update, delete on reviews.items to doyak_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reviews.items');
    await runner.query(`delete from reviews.work where status = 'gathering'`);
    await runner.query(`
      alter table reviews.work drop constraint work_status_check,
        add constraint work_status_check check (status in ('waiting', 'running', 'halted'))`);
  }
}
