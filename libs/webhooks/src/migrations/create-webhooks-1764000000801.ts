import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What deliveries need at hand. Messages, places and settings follow from the log; attempts and receipts are records of their own. */
export class CreateWebhooks1764000000801 implements MigrationInterface {
  readonly name = 'CreateWebhooks1764000000801';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema webhooks;
      grant usage on schema webhooks to doyak_app;

      create table webhooks.grants (
        organisation_id uuid primary key,
        types text[] not null,
        fat boolean not null
      );

      create table webhooks.case_partners (
        case_id uuid not null,
        organisation_id uuid not null,
        role text not null,
        -- Named by an officer: may be released again. Others follow from what the partner signs or is asked.
        named boolean not null,
        since_index bigint not null,
        primary key (case_id, organisation_id, named)
      );
      create index case_partners_organisation on webhooks.case_partners (organisation_id);

      create table webhooks.endpoints (
        endpoint_id uuid primary key,
        organisation_id uuid not null,
        url text,
        types text[] not null,
        cases uuid[],
        form text not null check (form in ('thin', 'fat')),
        contract integer not null,
        concurrency integer not null check (concurrency between 1 and 64),
        per_minute integer,
        allowed_per_minute integer,
        status text not null check (status in ('pending', 'active', 'paused', 'disabled')),
        -- The lane: when there is something to send, who sends it, and since when a job is queued for it.
        due_at timestamptz,
        not_before timestamptz,
        generation bigint not null default 0,
        queued_at timestamptz,
        holder uuid,
        held_until timestamptz
      ) with (fillfactor = 50);
      create index endpoints_organisation on webhooks.endpoints (organisation_id);

      create table webhooks.positions (
        endpoint_id uuid not null,
        case_id uuid not null,
        last_sequence integer not null,
        messages integer not null,
        primary key (endpoint_id, case_id)
      ) with (fillfactor = 70);

      create table webhooks.bodies (
        event_id uuid not null,
        form text not null,
        contract integer not null,
        body text not null,
        primary key (event_id, form, contract)
      );
      comment on table webhooks.bodies is 'CloudEvents as they are sent, but for the last brace and what only an endpoint knows: each attempt sends the same bytes.';

      create table webhooks.messages (
        endpoint_id uuid not null,
        index bigint not null,
        event_id uuid not null,
        -- The case, or the endpoint itself for messages of no case: what is sent in order.
        line uuid not null,
        type text not null,
        sequence integer,
        previous integer,
        state text not null default 'waiting' check (state in ('waiting', 'delivered', 'set-aside')),
        attempts integer not null default 0,
        retry_at timestamptz,
        delivered_at timestamptz,
        body_sha256 bytea,
        made_at timestamptz not null default now(),
        primary key (endpoint_id, index)
      ) with (fillfactor = 70);
      create index messages_waiting on webhooks.messages (endpoint_id, index) where state = 'waiting';
      create index messages_blocked on webhooks.messages (endpoint_id, line, index) where state = 'waiting' and retry_at is not null;
      create index messages_event on webhooks.messages (event_id);

      create table webhooks.attempts (
        id bigint generated always as identity primary key,
        endpoint_id uuid not null,
        kind text not null check (kind in ('message', 'test', 'handshake')),
        index bigint,
        number integer not null,
        started_at timestamptz not null,
        ms integer not null,
        status integer,
        -- Stable code where there was no answer.
        failure text,
        answer bytea,
        truncated boolean not null default false,
        -- What came of a receipt in the answer: kept, or why it was refused.
        receipt text
      );
      create index attempts_message on webhooks.attempts (endpoint_id, index, id);
      create index attempts_endpoint on webhooks.attempts (endpoint_id, id);

      create table webhooks.secrets (
        secret_id uuid primary key,
        endpoint_id uuid not null,
        sealed bytea not null,
        created_at timestamptz not null,
        -- Absent: until another one replaces it.
        valid_until timestamptz
      );
      create index secrets_endpoint on webhooks.secrets (endpoint_id);

      create table webhooks.signing_keys (
        key_id uuid primary key,
        public_key text not null unique,
        sealed bytea not null,
        valid_from timestamptz not null,
        valid_until timestamptz not null
      );

      create table webhooks.receipts (
        endpoint_id uuid not null,
        event_id uuid not null,
        public_key text not null,
        signed bytea not null,
        signature bytea not null,
        received_at timestamptz not null,
        recorded_at timestamptz not null default now(),
        primary key (endpoint_id, event_id)
      );
      comment on table webhooks.receipts is 'Evidence: the bytes that a partner signed, and its signature.';

      grant select, insert, update, delete on webhooks.grants, webhooks.case_partners, webhooks.endpoints, webhooks.positions to doyak_app;
      grant select, insert on webhooks.bodies, webhooks.attempts, webhooks.receipts, webhooks.signing_keys to doyak_app;
      grant select, insert, update on webhooks.messages to doyak_app;
      grant select, insert, update (valid_until), delete on webhooks.secrets to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema webhooks cascade');
  }
}
