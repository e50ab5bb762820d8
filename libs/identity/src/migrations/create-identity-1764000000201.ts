import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What must not stand in events: who a person is, and what proves it. A row here counts only once an event names it, so that rows are
 * written first and an interrupted command leaves nothing but a row without meaning.
 */
export class CreateIdentity1764000000201 implements MigrationInterface {
  readonly name = 'CreateIdentity1764000000201';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema identity;
      grant usage on schema identity to doyak_app;

      create table identity.people (
        person_id uuid primary key,
        name text not null check (length(name) between 1 and 100),
        email text not null check (length(email) between 3 and 254),
        -- As compared: normalised, lower case.
        email_key text not null constraint people_email_key unique,
        phone text check (length(phone) between 3 and 30),
        created_at timestamptz not null,
        updated_at timestamptz not null
      );
      comment on table identity.people is 'Personal data. A row can be erased: no event holds any of it.';

      create table identity.personal_data_accesses (
        id bigint generated always as identity primary key,
        accessed_at timestamptz not null,
        actor_kind text not null,
        actor_id text not null,
        address text not null,
        person_id uuid not null,
        action text not null check (action in ('read', 'changed'))
      );
      create index personal_data_accesses_person on identity.personal_data_accesses (person_id, accessed_at);
      comment on table identity.personal_data_accesses is 'Who read or changed whose personal data, from where. Kept for two years at least.';

      create table identity.credentials (
        credential_id uuid primary key,
        person_id uuid not null,
        hash text not null check (hash like '$argon2id$%'),
        pepper_id text,
        created_at timestamptz not null
      );
      create index credentials_person on identity.credentials (person_id);

      create table identity.invitations (
        invitation_id uuid primary key,
        person_id uuid not null,
        token_hash bytea not null check (length(token_hash) = 32),
        created_at timestamptz not null
      );
      create index invitations_person on identity.invitations (person_id);

      create table identity.sign_in_failures (
        person_id uuid primary key,
        failures integer not null check (failures >= 0),
        last_failed_at timestamptz not null
      );

      create table identity.sessions (
        session_id uuid primary key,
        person_id uuid not null,
        -- The password that opened it: a session does not outlive it.
        credential_id uuid not null,
        started_at timestamptz not null,
        expires_at timestamptz not null,
        ended_at timestamptz,
        ended_because text check (ended_because in ('signed-out', 'refresh-token-reused')),
        check ((ended_at is null) = (ended_because is null))
      );
      create index sessions_person on identity.sessions (person_id);

      create table identity.refresh_tokens (
        token_id uuid primary key,
        session_id uuid not null references identity.sessions on delete cascade,
        token_hash bytea not null check (length(token_hash) = 32),
        issued_at timestamptz not null,
        used_at timestamptz
      );
      create index refresh_tokens_session on identity.refresh_tokens (session_id);

      create table identity.api_key_secrets (
        secret_id uuid primary key,
        key_id uuid not null,
        secret_hash bytea not null check (length(secret_hash) = 32),
        created_at timestamptz not null
      );
      create index api_key_secrets_key on identity.api_key_secrets (key_id);

      create table identity.api_key_usage (
        key_id uuid primary key,
        last_used_at timestamptz not null
      );

      create table identity.signing_keys (
        kid text primary key,
        public_key jsonb not null,
        -- PKCS #8, sealed by the master key.
        sealed_private_key bytea not null,
        created_at timestamptz not null,
        -- Signs until then; what it signed is still verified for as long as an access token lives.
        retires_at timestamptz not null
      );

      grant select, insert, update (name, email, email_key, phone, updated_at), delete on identity.people to doyak_app;
      grant select, insert on identity.personal_data_accesses to doyak_app;
      grant select, insert, update (hash, pepper_id), delete on identity.credentials to doyak_app;
      grant select, insert, delete on identity.invitations to doyak_app;
      grant select, insert, update, delete on identity.sign_in_failures to doyak_app;
      grant select, insert, update (credential_id, ended_at, ended_because), delete on identity.sessions to doyak_app;
      grant select, insert, update (used_at), delete on identity.refresh_tokens to doyak_app;
      grant select, insert, delete on identity.api_key_secrets to doyak_app;
      grant select, insert, update on identity.api_key_usage to doyak_app;
      grant select, insert, delete on identity.signing_keys to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema identity cascade');
  }
}
