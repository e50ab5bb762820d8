import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Fingerprints of requests were unsalted hashes, which outlive an erasure and can be guessed; from now on they are keyed. A request from before
 * that comes again is refused, and does nothing twice.
 */
export class ForgetFingerprints1764000000021 implements MigrationInterface {
  readonly name = 'ForgetFingerprints1764000000021';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      alter table doyak.commands disable trigger commands_append_only;
      update doyak.commands set fingerprint = null where fingerprint is not null;
      alter table doyak.commands enable trigger commands_append_only;
    `);
  }

  async down(): Promise<void> {
    // What was forgotten cannot be brought back, and nothing depends on it.
  }
}
