import { boxEvents, eventually, openTestStore, type TestStore } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { withOwner } from './generations.js';
import { LogSignals } from './log-signals.js';
import { Sequencer } from './sequencer.js';

const EVENTS = 30_000;

describe('Sequencer', () => {
  let fixture: TestStore;
  beforeAll(async () => {
    fixture = await openTestStore({ events: boxEvents });
    await withOwner(fixture.testDatabase.ownerUrl, (client) =>
      client.query(`
        with written as (
          insert into doyak.events (position, id, stream_id, version, type, schema_version, occurred_at, recorded_at, command_id,
            correlation_id, actor_kind, actor_id, authority, salt, commitment, data)
          select nextval('doyak.event_position'), gen_random_uuid(), 'box-' || n, 1, 'testing.box-closed', 1, now(), now(),
            gen_random_uuid(), gen_random_uuid(), 'system', repeat('a', 200), repeat('b', 200),
            '\\x000102030405060708090a0b0c0d0e0f', sha256('x'), '{}'
          from generate_series(1, ${EVENTS}) n returning position)
        insert into doyak.pending select position from written`),
    );
  });
  afterAll(() => fixture.drop());

  it('is replaced when it freezes in the middle of reading more than the network holds', async () => {
    const errors: unknown[] = [];
    const { connection } = fixture.database;
    const frozen = new Sequencer(new LogSignals(), {
      ...{ connection, batch: EVENTS, silence: 1_000 },
      onError: (error) => errors.push(error),
    });
    const next = new Sequencer(new LogSignals(), { connection, silence: 1_000 });
    frozen.start();
    await eventually(
      async () => {
        const { rows } = await fixture.database.pool.query(
          `select from pg_stat_activity where datname = current_database() and application_name = 'doyak-sequencer'
             and state = 'active' and query like '%doyak.pending%'`,
        );
        return rows.length === 1;
      },
      { intervalMs: 1 },
    );
    // As a frozen process does: the connection stays, and nobody reads from it.
    const { client } = frozen as unknown as {
      client: pg.Client & { connection: { stream: NodeJS.ReadableStream } };
    };
    const { stream } = client.connection;
    stream.pause();
    next.start();
    try {
      await eventually(() => next.leading, { timeoutMs: 30_000 });
      await eventually(async () => (await fixture.store.logSize()) === EVENTS, { timeoutMs: 30_000 });
      stream.resume();
      await eventually(() => errors.length > 0);
      expect(frozen.leading).toBe(false);
      expect(await fixture.store.logSize()).toBe(EVENTS);
    } finally {
      stream.resume();
      await frozen.stop();
      await next.stop();
    }
  }, 60_000);
});
