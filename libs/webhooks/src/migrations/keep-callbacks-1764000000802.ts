import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Bytes of callbacks, sealed. What they led to follows from the log. */
export class KeepCallbacks1764000000802 implements MigrationInterface {
  readonly name = 'KeepCallbacks1764000000802';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table webhooks.callbacks (
        callback_id uuid primary key,
        request_id uuid not null,
        organisation_id uuid not null,
        -- Whose application it is about: erasing the person takes the bytes along.
        person_id uuid not null,
        webhook_id text not null,
        body_sha256 bytea not null,
        -- Absent: erased.
        sealed bytea,
        kept_at timestamptz not null,
        unique (organisation_id, webhook_id)
      );
      create index callbacks_person on webhooks.callbacks (person_id);
      comment on table webhooks.callbacks is 'Bodies of callbacks exactly as they came. Inert until an event names them.';
      grant select, insert, update (sealed) on webhooks.callbacks to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table webhooks.callbacks');
  }
}
