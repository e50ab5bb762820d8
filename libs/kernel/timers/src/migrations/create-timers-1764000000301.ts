import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is to happen at an instant. A row is the truth; nothing else needs to survive a restart. */
export class CreateTimers1764000000301 implements MigrationInterface {
  readonly name = 'CreateTimers1764000000301';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table doyak.timers (
        id text primary key check (length(id) between 1 and 200),
        kind text not null check (length(kind) between 1 and 100),
        due timestamptz not null,
        data jsonb not null,
        attempts integer not null default 0,
        error text,
        -- Whoever fires it holds it until then; a process that dies gives it back by doing nothing.
        held_until timestamptz
      );
      create index timers_due on doyak.timers (due);
      grant select, insert, update, delete on doyak.timers to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table doyak.timers');
  }
}
