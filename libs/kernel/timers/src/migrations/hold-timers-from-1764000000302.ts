import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A hold that begins in the future is of a clock that was set back since. */
export class HoldTimersFrom1764000000302 implements MigrationInterface {
  readonly name = 'HoldTimersFrom1764000000302';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table doyak.timers add column held_from timestamptz');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table doyak.timers drop column held_from');
  }
}
