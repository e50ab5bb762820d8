import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Who follows the log, how far they are, what they set aside, and the generations of read models. */
export class CreateFollowers1764000000002 implements MigrationInterface {
  readonly name = 'CreateFollowers1764000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table doyak.followers (
        name text primary key check (length(name) between 1 and 200),
        -- Last log index that has been taken in; -1 before the first.
        checkpoint bigint not null default -1,
        updated_at timestamptz not null default now()
      ) with (fillfactor = 20);

      create table doyak.set_aside (
        follower text not null references doyak.followers (name) on delete cascade,
        index bigint not null,
        event_id uuid not null,
        stream_id text not null,
        -- 'failed': its handler threw; 'held': it waits behind one of the same stream that failed.
        reason text not null check (reason in ('failed', 'held')),
        error text,
        attempts integer not null default 0,
        set_aside_at timestamptz not null default now(),
        primary key (follower, index)
      );
      create index set_aside_stream on doyak.set_aside (follower, stream_id, index);

      create table doyak.read_models (
        name text not null,
        generation integer not null,
        digest text not null,
        schema_name text not null,
        follower text not null unique,
        state text not null check (state in ('building', 'active', 'checking', 'retired')),
        created_at timestamptz not null default now(),
        primary key (name, generation)
      );
      create unique index read_models_active on doyak.read_models (name) where state = 'active';

      grant select, insert, update on doyak.followers to doyak_app;
      grant select, insert, update, delete on doyak.set_aside to doyak_app;
      grant select on doyak.read_models to doyak_app;
    `);
    await runner.query(SHOW);
    await runner.query(SWITCH);
    await runner.query(`
      revoke all on function doyak.show_read_model(text), doyak.switch_read_model(text, integer) from public;
      grant execute on function doyak.switch_read_model(text, integer) to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop function doyak.switch_read_model(text, integer);
      drop function doyak.show_read_model(text);
      drop table doyak.read_models, doyak.set_aside, doyak.followers;
    `);
  }
}

/** Points the views of schema \`read\` at the tables of a generation. */
const SHOW = `
  create function doyak.show_read_model(p_schema text) returns void language plpgsql set search_path = '' as $$
  declare v_table text;
  begin
    for v_table in select tablename from pg_catalog.pg_tables where schemaname = p_schema loop
      execute format('drop view if exists read.%I', v_table);
      execute format('create view read.%1$I as select * from %2$I.%1$I', v_table, p_schema);
      execute format('grant select on read.%I to doyak_app', v_table);
    end loop;
  end $$;
`;

/**
 * Makes a building generation the active one, in one transaction, if it has caught up with it and shows all that it shows: a reader sees the
 * old tables or the new, and never an older state than before. Answers whether it did. Readers queue behind whoever waits for a view, so
 * it gives up soon (55P03) when a transaction keeps one open.
 */
const SWITCH = `
  create function doyak.switch_read_model(p_name text, p_generation integer) returns boolean
  language plpgsql security definer set search_path = '' set lock_timeout = '250ms' as $$
  declare
    v_old doyak.read_models;
    v_new doyak.read_models;
    v_old_checkpoint bigint;
    v_new_checkpoint bigint;
    v_table text;
  begin
    select * into v_new from doyak.read_models where name = p_name and generation = p_generation and state = 'building' for update;
    if not found then
      return false;
    end if;
    select * into v_old from doyak.read_models where name = p_name and state = 'active' for update;
    select checkpoint into v_new_checkpoint from doyak.followers where name = v_new.follower for update;
    select checkpoint into v_old_checkpoint from doyak.followers where name = v_old.follower for update;
    if v_new_checkpoint is null or v_new_checkpoint < coalesce(v_old_checkpoint, -1) then
      return false;
    end if;
    if exists (
      select from doyak.set_aside n where n.follower = v_new.follower and n.index <= v_old_checkpoint
        and not exists (select from doyak.set_aside o where o.follower = v_old.follower and o.index = n.index))
    then
      return false;
    end if;
    for v_table in select tablename from pg_catalog.pg_tables where schemaname = v_old.schema_name loop
      execute format('drop view if exists read.%I', v_table);
    end loop;
    perform doyak.show_read_model(v_new.schema_name);
    update doyak.read_models set state = 'retired' where name = p_name and state = 'active';
    update doyak.read_models set state = 'active' where name = p_name and generation = p_generation;
    return true;
  end $$;
`;
