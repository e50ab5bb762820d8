import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Streams, events, commands, claims; what waits to be sequenced; the log with its tiles. */
export class CreateEventStore1764000000001 implements MigrationInterface {
  readonly name = 'CreateEventStore1764000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        create role doyak_app nologin;
      exception when duplicate_object or unique_violation then null;
      end $$;
      grant doyak_app to current_user;
      revoke create on schema public from public;
      create schema doyak;
      create schema read;
      grant usage on schema doyak, read to doyak_app;

      create table doyak.streams (
        stream_id text primary key check (length(stream_id) between 3 and 200),
        version integer not null,
        case_id uuid
      ) with (fillfactor = 80);

      create table doyak.commands (
        command_id uuid primary key,
        stream_id text not null,
        first_version integer not null,
        last_version integer not null,
        fingerprint text,
        recorded_at timestamptz not null default clock_timestamp()
      );

      -- One number at a time: a cached block would let a later append of the same stream draw a smaller number.
      create sequence doyak.event_position cache 1;

      create table doyak.events (
        position bigint primary key,
        id uuid not null,
        stream_id text not null,
        version integer not null,
        case_id uuid,
        type text not null check (type ~ '^[a-z][a-z0-9.-]{2,99}$'),
        schema_version smallint not null,
        occurred_at timestamptz not null,
        recorded_at timestamptz not null,
        command_id uuid not null,
        correlation_id uuid not null,
        causation_id uuid,
        actor_kind text not null check (actor_kind in ('person', 'key', 'system')),
        actor_id text not null check (length(actor_id) between 1 and 200),
        organisation_id uuid,
        authority text not null check (length(authority) between 1 and 200),
        salt bytea not null check (length(salt) = 16),
        commitment bytea not null check (length(commitment) = 32),
        -- RFC 8785 bytes as text: exactly what the commitment covers.
        data text not null,
        constraint events_stream_version unique (stream_id, version)
      );
      comment on table doyak.events is 'Append-only. Written by doyak.append alone.';

      create table doyak.pending (position bigint primary key)
        with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0);

      create table doyak.claims (
        name text not null,
        key text not null,
        stream_id text not null,
        primary key (name, key)
      );

      create table doyak.log (
        index bigint primary key,
        position bigint not null,
        event_id uuid not null,
        case_id uuid,
        case_sequence integer,
        entry bytea not null check (length(entry) <= 65535),
        leaf_hash bytea not null check (length(leaf_hash) = 32),
        sequenced_at timestamptz not null
      );
      create unique index log_event on doyak.log (event_id);
      create unique index log_case on doyak.log (case_id, case_sequence) where case_id is not null;
      comment on table doyak.log is 'Append-only, index 0,1,2,… without a gap. Written by doyak.sequence alone.';

      create table doyak.tiles (
        level smallint not null,
        index bigint not null,
        hashes bytea not null check (length(hashes) = 8192),
        primary key (level, index)
      );

      create table doyak.log_head (
        singleton boolean primary key default true check (singleton),
        size bigint not null,
        root bytea not null,
        sequenced_at timestamptz not null
      ) with (fillfactor = 10);
      insert into doyak.log_head (size, root, sequenced_at) values (0, sha256(''), now());
    `);
    await runner.query(APPEND_ONLY);
    await runner.query(APPEND);
    await runner.query(SEQUENCE);
    await runner.query(`
      grant select on doyak.streams, doyak.commands, doyak.events, doyak.pending, doyak.claims, doyak.log, doyak.tiles,
        doyak.log_head to doyak_app;
      revoke all on function doyak.append(jsonb), doyak.sequence(bigint, bigint[], uuid[], uuid[], integer[], text[], bytea, jsonb, bytea) from public;
      grant execute on function doyak.append(jsonb), doyak.sequence(bigint, bigint[], uuid[], uuid[], integer[], text[], bytea, jsonb, bytea) to doyak_app;
    `);
  }

  async down(): Promise<void> {
    throw new Error('The event store is never taken down by a migration: restore a backup instead.');
  }
}

/** Even the owner cannot change the past by accident; a superuser who disables these is found by the proofs. */
const APPEND_ONLY = `
  create function doyak.refuse_change() returns trigger language plpgsql as $$
  begin
    raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'DY900';
  end $$;
  ${['events', 'log', 'tiles', 'commands']
    .map(
      (table) => `
  create trigger ${table}_append_only before update or delete or truncate on doyak.${table}
    for each statement execute function doyak.refuse_change();`,
    )
    .join('')}
`;

/**
 * One command's outcome, or nothing: the command id, the stream's new version, claims, events and their pending rows.
 * Argument, with short names since it travels with each command:
 *   s stream, x expected version (absent: any), k case (of a new stream; later events take the stream's), c command id, f fingerprint, r correlation id, u causation id,
 *   o occurred at, ak/ai/ao/aa actor kind, id, organisation, authority,
 *   e events [{ i id, t type, v schema version, d data text, n salt (base64), h commitment (base64) }],
 *   ct / cr claims taken / released [{ n name, k key }].
 * Answers { first, last, repeated, stream?, events? }; null when there are no events and the command id is new. Refuses with DY001 version conflict (detail: actual version),
 * DY002 claim taken (detail: JSON of the claim), DY003 command id used for another request.
 */
const APPEND = `
  create function doyak.append(p jsonb) returns text
  language plpgsql security definer set search_path = '' as $$
  declare
    v_stream text := p->>'s';
    v_expected integer := (p->>'x')::integer;
    v_case uuid := (p->>'k')::uuid;
    v_command uuid := (p->>'c')::uuid;
    v_fingerprint text := p->>'f';
    v_count integer := jsonb_array_length(p->'e');
    -- Whole milliseconds, so that what is written in an entry is exactly what is stored.
    v_now timestamptz := date_trunc('milliseconds', clock_timestamp());
    v_last integer;
    v_first integer;
    v_claim jsonb;
    v_known doyak.commands;
  begin
    select * into v_known from doyak.commands where command_id = v_command;
    if found then
      -- A request that makes a new stream names another one each time: its fingerprint says whether it is the same request.
      if v_known.fingerprint is distinct from v_fingerprint or (v_fingerprint is null and v_known.stream_id <> v_stream) then
        raise exception 'command id used for another request' using errcode = 'DY003';
      end if;
      return json_build_object('stream', v_known.stream_id, 'first', v_known.first_version, 'last', v_known.last_version, 'repeated', true, 'events', (
        select coalesce(json_agg(json_build_array(id, type, version) order by version), '[]'::json) from doyak.events
        where stream_id = v_known.stream_id and version between v_known.first_version and v_known.last_version))::text;
    end if;
    if v_count = 0 then
      return null;
    end if;

    if v_expected is null then
      insert into doyak.streams as s (stream_id, version, case_id) values (v_stream, v_count, v_case)
      on conflict (stream_id) do update set version = s.version + v_count
      returning s.version, s.case_id into v_last, v_case;
    elsif v_expected = 0 then
      insert into doyak.streams (stream_id, version, case_id) values (v_stream, v_count, v_case)
      on conflict (stream_id) do nothing
      returning version, case_id into v_last, v_case;
    else
      update doyak.streams set version = version + v_count
      where stream_id = v_stream and version = v_expected
      returning version, case_id into v_last, v_case;
    end if;
    if v_last is null then
      select version into v_last from doyak.streams where stream_id = v_stream;
      raise exception 'version conflict' using errcode = 'DY001', detail = coalesce(v_last, 0)::text;
    end if;
    v_first := v_last - v_count + 1;

    insert into doyak.commands (command_id, stream_id, first_version, last_version, fingerprint, recorded_at)
    values (v_command, v_stream, v_first, v_last, v_fingerprint, v_now);

    if p ? 'cr' then
      delete from doyak.claims c using jsonb_to_recordset(p->'cr') as r(n text, k text)
      where c.name = r.n and c.key = r.k and c.stream_id = v_stream;
    end if;
    if p ? 'ct' then
      for v_claim in select value from jsonb_array_elements(p->'ct') loop
        insert into doyak.claims (name, key, stream_id) values (v_claim->>'n', v_claim->>'k', v_stream)
        on conflict (name, key) do nothing;
        if not found and not exists (
          select from doyak.claims where name = v_claim->>'n' and key = v_claim->>'k' and stream_id = v_stream)
        then
          raise exception 'claim taken' using errcode = 'DY002', detail = v_claim::text;
        end if;
      end loop;
    end if;

    with written as (
      insert into doyak.events (position, id, stream_id, version, case_id, type, schema_version, occurred_at, recorded_at,
        command_id, correlation_id, causation_id, actor_kind, actor_id, organisation_id, authority, salt, commitment, data)
      select nextval('doyak.event_position'), (e.value->>'i')::uuid, v_stream, v_first + e.ordinality::integer - 1, v_case,
        e.value->>'t', (e.value->>'v')::smallint, (p->>'o')::timestamptz, v_now, v_command, (p->>'r')::uuid, (p->>'u')::uuid,
        p->>'ak', p->>'ai', (p->>'ao')::uuid, p->>'aa', decode(e.value->>'n', 'base64'), decode(e.value->>'h', 'base64'),
        e.value->>'d'
      from jsonb_array_elements(p->'e') with ordinality as e
      order by e.ordinality
      returning position
    )
    insert into doyak.pending (position) select position from written;

    return '{"first":' || v_first || ',"last":' || v_last || ',"repeated":false}';
  end $$;
`;

/**
 * The sequencer's batch: log rows, full tiles, the new head, and the pending rows they came from, or nothing.
 * Refuses with DY010 when the head is not where the caller believes it to be: another leader has been at work.
 */
const SEQUENCE = `
  create function doyak.sequence(
    p_size bigint, p_positions bigint[], p_event_ids uuid[], p_cases uuid[], p_case_sequences integer[], p_entries text[],
    p_leaf_hashes bytea, p_tiles jsonb, p_root bytea
  ) returns void
  language plpgsql security definer set search_path = '' as $$
  declare
    v_now timestamptz := clock_timestamp();
    v_deleted integer;
  begin
    update doyak.log_head set size = p_size + cardinality(p_positions), root = p_root, sequenced_at = v_now where size = p_size;
    if not found then
      raise exception 'the log has moved on from %', p_size using errcode = 'DY010';
    end if;
    insert into doyak.log (index, position, event_id, case_id, case_sequence, entry, leaf_hash, sequenced_at)
    select p_size + r.n - 1, r.position, r.event_id, r.case_id, r.case_sequence, convert_to(r.entry, 'UTF8'),
      substr(p_leaf_hashes, ((r.n - 1) * 32 + 1)::integer, 32), v_now
    from unnest(p_positions, p_event_ids, p_cases, p_case_sequences, p_entries)
      with ordinality as r(position, event_id, case_id, case_sequence, entry, n);
    insert into doyak.tiles (level, index, hashes)
    select (t->>'level')::smallint, (t->>'index')::bigint, decode(t->>'hashes', 'base64') from jsonb_array_elements(p_tiles) t;
    delete from doyak.pending where position = any (p_positions);
    get diagnostics v_deleted = row_count;
    if v_deleted <> cardinality(p_positions) then
      raise exception 'only % of % events were pending', v_deleted, cardinality(p_positions) using errcode = 'DY011';
    end if;
  end $$;
`;
