import type { MigrationInterface, QueryRunner } from 'typeorm';

/** For which cases bytes are kept: they go with the last person whom they are about. */
export class KeepFiles1764000001701 implements MigrationInterface {
  readonly name = 'KeepFiles1764000001701';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema documents;
      grant usage on schema documents to doyak_app;

      create table documents.kept_files (
        sha256 text not null check (sha256 ~ '^[0-9a-f]{64}$'),
        -- Absent: they are about nobody, and stay.
        case_id uuid,
        destroyed_at timestamptz,
        constraint kept_files_once unique nulls not distinct (sha256, case_id)
      );
      create index kept_files_case on documents.kept_files (case_id) where case_id is not null;
      comment on table documents.kept_files is 'Why bytes of the document store are kept. Without a row that is not destroyed, nothing is.';

      insert into documents.kept_files (sha256, case_id)
      select distinct data::jsonb->>'sha256', (data::jsonb->>'caseId')::uuid from doyak.events
      where type in ('documents.document-added', 'disbursement.evidence-added')
      union
      select h.hash, null from doyak.events e
      cross join lateral (values (e.data::jsonb->>'sha256'), (e.data::jsonb->>'resultsSha256')) as h(hash)
      where e.type = 'prototype-runs.wafer-data-recorded' and h.hash is not null;

      grant select, insert, update (destroyed_at) on documents.kept_files to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema documents cascade');
  }
}
