import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Signed checkpoints of the log and what witnesses said of them. */
export class CreateAudit1764000000901 implements MigrationInterface {
  readonly name = 'CreateAudit1764000000901';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema audit;
      grant usage on schema audit to doyak_app;

      create table audit.checkpoints (
        id bigint generated always as identity primary key,
        origin text not null,
        size bigint not null,
        root bytea not null check (length(root) = 32),
        -- The signed note, byte for byte.
        note text not null,
        signed_at timestamptz not null
      );
      create index checkpoints_latest on audit.checkpoints (origin, id desc);
      comment on table audit.checkpoints is 'Append-only. What the log has said of itself.';

      create table audit.cosignatures (
        checkpoint_id bigint not null references audit.checkpoints (id),
        witness text not null,
        key_id text not null,
        -- The signature line, with its newline.
        line text not null,
        cosigned_at timestamptz not null,
        primary key (checkpoint_id, witness, key_id)
      );
      create index cosignatures_witness on audit.cosignatures (witness, checkpoint_id desc);
      comment on table audit.cosignatures is 'Append-only.';

      create trigger checkpoints_append_only before update or delete or truncate on audit.checkpoints
        for each statement execute function doyak.refuse_change();
      create trigger cosignatures_append_only before update or delete or truncate on audit.cosignatures
        for each statement execute function doyak.refuse_change();
      grant select, insert on audit.checkpoints, audit.cosignatures to doyak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('Signed checkpoints are never taken back: restore a backup instead.');
  }
}
