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

      -- Domains instead of CHECK constraints: PostgreSQL parses a table's checks anew for every INSERT, which cost more than the
      -- row itself (docs/benchmarks.md). ltrim() instead of a pattern for the same reason.
      -- No tab, no line feed: events are read as lines of columns between tabs (event-lines.ts).
      create domain doyak.line_text as text check (strpos(value, E'\\t') = 0 and strpos(value, E'\\n') = 0);
      create domain doyak.stream_id as doyak.line_text check (length(value) between 3 and 200);
      create domain doyak.short_text as doyak.line_text check (length(value) between 1 and 200);
      create domain doyak.actor_kind as text check (value in ('person', 'key', 'system'));
      create domain doyak.stored_type as text check (
        length(value) between 3 and 100 and left(value, 1) between 'a' and 'z'
        and ltrim(value, 'abcdefghijklmnopqrstuvwxyz0123456789.-') = '');
      create domain doyak.salt as bytea check (length(value) = 16);
      create domain doyak.hash as bytea check (length(value) = 32);

      create table doyak.streams (
        stream_id doyak.stream_id primary key,
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
        stream_id doyak.stream_id not null,
        version integer not null,
        case_id uuid,
        type doyak.stored_type not null,
        schema_version smallint not null,
        occurred_at timestamptz not null,
        recorded_at timestamptz not null,
        command_id uuid not null,
        correlation_id uuid not null,
        causation_id uuid,
        actor_kind doyak.actor_kind not null,
        actor_id doyak.short_text not null,
        organisation_id uuid,
        authority doyak.short_text not null,
        salt doyak.salt not null,
        commitment doyak.hash not null,
        -- RFC 8785 bytes as text: exactly what the commitment covers.
        data doyak.line_text not null,
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
        leaf_hash doyak.hash not null,
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
      revoke all on function doyak.append, doyak.sequence from public;
      grant execute on function doyak.append, doyak.sequence to doyak_app;
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
 * One command's outcome, or nothing: the stream's new version, the command id, claims, events and their pending rows. The stream's row is
 * locked before a position is drawn, so that positions rise with the versions of a stream. Events come as arrays, one element an event;
 * salts and commitments as one piece of bytes each, 16 and 32 an event; claims as jsonb [{ name, key }]. `p_case` is the case of a new stream; later events take the stream's.
 * Answers the stream's new version; null when the stream has moved on by this very command. Refuses with DY001 version conflict
 * (detail: actual version), DY002 claim taken (detail: JSON of the claim); a command id that another session has
 * committed meanwhile is a unique violation of commands_pkey.
 */
const APPEND = `
  create function doyak.append(
    p_stream text, p_expected integer, p_case uuid, p_command uuid, p_fingerprint text, p_correlation uuid, p_causation uuid,
    p_occurred_at timestamptz, p_actor_kind text, p_actor_id text, p_organisation uuid, p_authority text,
    p_ids uuid[], p_types text[], p_schema_versions smallint[], p_data text[], p_salts bytea, p_commitments bytea,
    p_take jsonb, p_release jsonb
  ) returns integer
  language plpgsql security definer set search_path = '' as $$
  declare
    v_count constant integer := cardinality(p_ids);
    -- Whole milliseconds, so that what is written in an entry is exactly what is stored.
    v_now constant timestamptz := date_trunc('milliseconds', clock_timestamp());
    v_case uuid;
    v_before integer;
    v_last integer;
    v_position bigint;
    v_claim jsonb;
  begin
    if p_expected is null then
      insert into doyak.streams as s (stream_id, version, case_id) values (p_stream, v_count, p_case)
      on conflict (stream_id) do update set version = s.version + v_count
      returning s.version, s.case_id into v_last, v_case;
    elsif p_expected = 0 then
      insert into doyak.streams (stream_id, version, case_id) values (p_stream, v_count, p_case)
      on conflict (stream_id) do nothing
      returning version, case_id into v_last, v_case;
    else
      update doyak.streams set version = version + v_count
      where stream_id = p_stream and version = p_expected
      returning version, case_id into v_last, v_case;
    end if;
    if v_last is null then
      if exists (select from doyak.commands where command_id = p_command) then
        return null;
      end if;
      select version into v_last from doyak.streams where stream_id = p_stream;
      raise exception 'version conflict' using errcode = 'DY001', detail = coalesce(v_last, 0)::text;
    end if;
    v_before := v_last - v_count;

    insert into doyak.commands (command_id, stream_id, first_version, last_version, fingerprint, recorded_at)
    values (p_command, p_stream, v_before + 1, v_last, p_fingerprint, v_now);

    if p_release is not null then
      delete from doyak.claims c using jsonb_to_recordset(p_release) as r(name text, key text)
      where c.name = r.name and c.key = r.key and c.stream_id = p_stream;
    end if;
    if p_take is not null then
      for v_claim in select value from jsonb_array_elements(p_take) loop
        insert into doyak.claims (name, key, stream_id) values (v_claim->>'name', v_claim->>'key', p_stream)
        on conflict (name, key) do nothing;
        if not found and not exists (
          select from doyak.claims where name = v_claim->>'name' and key = v_claim->>'key' and stream_id = p_stream)
        then
          raise exception 'claim taken' using errcode = 'DY002', detail = v_claim::text;
        end if;
      end loop;
    end if;

    -- A row at a time: for one event, which is usual, much cheaper than a set, and for hundreds not much dearer.
    for i in 1 .. v_count loop
      v_position := nextval('doyak.event_position');
      insert into doyak.events (position, id, stream_id, version, case_id, type, schema_version, occurred_at, recorded_at,
        command_id, correlation_id, causation_id, actor_kind, actor_id, organisation_id, authority, salt, commitment, data)
      values (v_position, p_ids[i], p_stream, v_before + i, v_case, p_types[i], p_schema_versions[i], p_occurred_at, v_now,
        p_command, p_correlation, p_causation, p_actor_kind, p_actor_id, p_organisation, p_authority,
        substr(p_salts, (i - 1) * 16 + 1, 16), substr(p_commitments, (i - 1) * 32 + 1, 32), p_data[i]);
      insert into doyak.pending (position) values (v_position);
    end loop;
    return v_last;
  end $$;
`;

/**
 * The sequencer's batch: log rows, full tiles, the new head, and the pending rows they came from, or nothing.
 * Entries come as one piece of bytes with the length of each, leaf hashes as one of 32 bytes each.
 * Refuses with DY010 when the head is not where the caller believes it to be: another leader has been at work.
 */
const SEQUENCE = `
  create function doyak.sequence(
    p_size bigint, p_positions bigint[], p_event_ids uuid[], p_cases uuid[], p_case_sequences integer[], p_entries bytea,
    p_entry_lengths integer[], p_leaf_hashes bytea, p_tiles jsonb, p_root bytea
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
    select p_size + r.n - 1, r.position, r.event_id, r.case_id, r.case_sequence,
      substr(p_entries, (r.entry_end - r.entry_length + 1)::integer, r.entry_length),
      substr(p_leaf_hashes, ((r.n - 1) * 32 + 1)::integer, 32), v_now
    from (
      select u.*, sum(u.entry_length) over (order by u.n) as entry_end
      from unnest(p_positions, p_event_ids, p_cases, p_case_sequences, p_entry_lengths)
        with ordinality as u(position, event_id, case_id, case_sequence, entry_length, n)
    ) r;
    insert into doyak.tiles (level, index, hashes)
    select (t->>'level')::smallint, (t->>'index')::bigint, decode(t->>'hashes', 'base64') from jsonb_array_elements(p_tiles) t;
    delete from doyak.pending where position = any (p_positions);
    get diagnostics v_deleted = row_count;
    if v_deleted <> cardinality(p_positions) then
      raise exception 'only % of % events were pending', v_deleted, cardinality(p_positions) using errcode = 'DY011';
    end if;
  end $$;
`;
