import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Data keys of people, wrapped; which person a case is about. */
export class CreatePersonalData1764000000020 implements MigrationInterface {
  readonly name = 'CreatePersonalData1764000000020';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema privacy;
      grant usage on schema privacy to doyak_app;

      create table privacy.data_keys (
        key_id uuid primary key,
        -- A person; or a case of which nobody knows the person.
        subject uuid not null constraint data_keys_subject unique,
        kek_id uuid,
        wrapped bytea,
        created_at timestamptz not null,
        destroyed_at timestamptz,
        check ((wrapped is null) = (kek_id is null)),
        check ((wrapped is null) = (destroyed_at is not null))
      );
      create index data_keys_kek on privacy.data_keys (kek_id, key_id) where kek_id is not null;
      comment on table privacy.data_keys is 'One key a person. Without it what is sealed for the person cannot be read by anybody.';

      create table privacy.case_subjects (
        case_id uuid primary key,
        person_id uuid not null
      );
      create index case_subjects_person on privacy.case_subjects (person_id);
      insert into privacy.case_subjects (case_id, person_id)
      select distinct on (case_id) (data::jsonb->>'caseId')::uuid as case_id, (data::jsonb->'applicant'->>'personId')::uuid
      from doyak.events where type = 'applications.application-draft-started' order by case_id, position;

      create table privacy.search_hashes (
        -- What kind of value, e.g. a field of a form.
        what text not null,
        hash bytea not null check (length(hash) = 32),
        -- Where it stands, e.g. an application.
        found_in uuid not null,
        person_id uuid not null,
        primary key (what, hash, found_in)
      );
      create index search_hashes_person on privacy.search_hashes (person_id);
      create index search_hashes_found_in on privacy.search_hashes (found_in);

      grant select, insert, delete on privacy.search_hashes to doyak_app;
      grant select, insert, update (kek_id, wrapped, destroyed_at) on privacy.data_keys to doyak_app;
      grant select, insert on privacy.case_subjects to doyak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error(
      'Data keys are never taken down by a migration: what they seal could not be read any more.',
    );
  }
}
