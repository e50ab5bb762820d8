import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A hold that begins in the future is of a clock that was set back since. And timers are found by what they are about. */
export class HoldTimersFrom1764000000302 implements MigrationInterface {
  readonly name = 'HoldTimersFrom1764000000302';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table doyak.timers add column held_from timestamptz');
    await runner.query('create index timers_data on doyak.timers using gin (data jsonb_path_ops)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index doyak.timers_data');
    await runner.query('alter table doyak.timers drop column held_from');
  }
}
