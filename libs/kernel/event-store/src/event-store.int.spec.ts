import { createHash, randomUUID } from 'node:crypto';
import { box, boxEvents, eventually, openTestStore, testActor, type TestStore } from '@doyak/kernel/testing';
import { leafHash, payloadCommitment, TreeBuilder } from '@doyak/kernel/transparency-log';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { ClaimTaken, CommandReused, UnregisteredEvent, VersionConflict } from './errors.js';

const now = new Date('2026-03-02T00:00:00.000Z');
const options = () => ({ actor: testActor, now, commandId: randomUUID() });
const boxStream = () => `box-${randomUUID()}`;

describe('EventStore', () => {
  let fixture: TestStore;
  beforeAll(async () => {
    fixture = await openTestStore({ events: boxEvents });
  });
  afterAll(() => fixture.drop());

  const openBox = async (stream = boxStream(), caseId?: string) => {
    await fixture.store.decide(stream, box, { type: 'OpenBox', label: stream }, { ...options(), caseId });
    return stream;
  };

  it('appends what a decider decides, and loads it back', async () => {
    const stream = await openBox();
    const counted = await fixture.store.decide(stream, box, { type: 'Count', by: 3 }, options());
    expect(counted).toMatchObject({
      version: 2,
      repeated: false,
      events: [{ type: 'testing.box-counted', streamVersion: 2 }],
    });
    expect(await fixture.store.load(stream, box)).toEqual({
      state: { open: true, label: stream, count: 3 },
      version: 2,
    });
  });

  it('records actor, authority, command, correlation and both instants', async () => {
    const stream = boxStream();
    const given = { ...options(), correlationId: randomUUID(), causationId: randomUUID() };
    await fixture.store.decide(stream, box, { type: 'OpenBox', label: stream }, given);
    const [event] = await fixture.store.readStream(stream);
    expect(event).toMatchObject({
      type: 'BoxOpened',
      stored: 'testing.box-opened',
      actor: testActor,
      commandId: given.commandId,
      correlationId: given.correlationId,
      causationId: given.causationId,
      occurredAt: '2026-03-02T00:00:00.000Z',
    });
    expect(event!.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('answers a repeated command id with the first result and appends nothing', async () => {
    const stream = await openBox();
    const given = options();
    const first = await fixture.store.decide(stream, box, { type: 'CloseBox' }, given);
    // By now the decider would refuse it: the box is closed.
    const again = await fixture.store.decide(stream, box, { type: 'CloseBox' }, given);
    expect(again).toEqual({ ...first, repeated: true });
    expect(await fixture.store.readStream(stream)).toHaveLength(2);
  });

  it('answers a repeat even when the caller names the version it saw the first time', async () => {
    const stream = await openBox();
    const given = { ...options(), expectedVersion: 1 };
    await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, given);
    const again = await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, given);
    expect(again).toMatchObject({ version: 2, repeated: true });
  });

  it('refuses a command id that comes back with another request', async () => {
    const stream = await openBox();
    const given = { ...options(), fingerprint: createHash('sha256').update('a').digest('base64') };
    await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, given);
    const other = { ...given, fingerprint: createHash('sha256').update('b').digest('base64') };
    await expect(fixture.store.decide(stream, box, { type: 'Count', by: 2 }, other)).rejects.toThrow(
      CommandReused,
    );
  });

  it('answers a repeated request that makes a new stream with the stream it made first', async () => {
    const [first, second] = [boxStream(), boxStream()];
    const given = { ...options(), fingerprint: 'the same request' };
    await fixture.store.decide(first, box, { type: 'OpenBox', label: first }, given);
    const again = await fixture.store.decide(second, box, { type: 'OpenBox', label: second }, given);
    expect(again).toMatchObject({ streamId: first, version: 1, repeated: true });
    expect(await fixture.store.load(second, box)).toMatchObject({ version: 0 });
  });

  it('lets one of many identical commands in flight through', async () => {
    const stream = await openBox();
    const given = options();
    const command = { type: 'Count', by: 1 } as const;
    const results = await Promise.all(
      Array.from({ length: 8 }, () => fixture.store.decide(stream, box, command, given)),
    );
    expect(new Set(results.map(({ version }) => version))).toEqual(new Set([2]));
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect((await fixture.store.load(stream, box)).state.count).toBe(1);
  });

  it('refuses a stale expected version and says the actual one', async () => {
    const stream = await openBox();
    await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options());
    const stale = fixture.store.decide(
      stream,
      box,
      { type: 'Count', by: 1 },
      { ...options(), expectedVersion: 1 },
    );
    await expect(stale).rejects.toThrow(VersionConflict);
    await expect(stale).rejects.toMatchObject({ expected: 1, actual: 2 });
  });

  it('refuses a stream that exists to a caller who expects none', async () => {
    const stream = await openBox();
    const append = fixture.store.append({
      ...options(),
      streamId: stream,
      expectedVersion: 0,
      events: [{ type: 'BoxClosed', data: {} }],
    });
    await expect(append).rejects.toMatchObject({ code: 'VERSION_CONFLICT', actual: 1 });
  });

  it('decides anew when others append in between, and loses nothing', async () => {
    const stream = await openBox();
    const other = await openTestStore({ events: boxEvents, on: fixture.testDatabase });
    try {
      const counts = Array.from({ length: 30 }, (_, at) =>
        (at % 2 ? fixture : other).store.decide(stream, box, { type: 'Count', by: 1 }, options()),
      );
      await Promise.all(counts);
      expect(await fixture.store.load(stream, box)).toMatchObject({ version: 31, state: { count: 30 } });
    } finally {
      await other.stop();
    }
  });

  it('decides on what PostgreSQL has before it refuses, even if a kept state says otherwise', async () => {
    const stream = await openBox();
    const other = await openTestStore({ events: boxEvents, on: fixture.testDatabase });
    try {
      await fixture.store.decide(stream, box, { type: 'CloseBox' }, options());
      await other.store.decide(stream, box, { type: 'OpenBox', label: stream }, options());
      await expect(
        fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options()),
      ).resolves.toMatchObject({ version: 4 });
    } finally {
      await other.stop();
    }
  });

  it('takes a claim once, gives it back on release, and appends nothing when it is taken', async () => {
    const [first, second, label] = [boxStream(), boxStream(), randomUUID()];
    await fixture.store.decide(first, box, { type: 'OpenBox', label }, options());
    const taken = fixture.store.decide(second, box, { type: 'OpenBox', label }, options());
    await expect(taken).rejects.toThrow(ClaimTaken);
    await expect(taken).rejects.toMatchObject({ claim: { name: 'box-label', key: label } });
    expect(await fixture.store.load(second, box)).toMatchObject({ version: 0 });
    await fixture.store.decide(first, box, { type: 'CloseBox' }, options());
    await expect(
      fixture.store.decide(second, box, { type: 'OpenBox', label }, options()),
    ).resolves.toMatchObject({ version: 1 });
  });

  it('lets exactly one of many streams take a claim at once', async () => {
    const label = randomUUID();
    const tries = Array.from({ length: 12 }, () =>
      fixture.store.decide(boxStream(), box, { type: 'OpenBox', label }, options()),
    );
    const outcomes = await Promise.allSettled(tries);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('appends many events of one command together', async () => {
    const stream = await openBox();
    const events = Array.from({ length: 500 }, (_, at) => ({
      type: 'BoxCounted',
      data: { by: at, note: `n${at}` },
    }));
    const appended = await fixture.store.append({ ...options(), streamId: stream, events });
    expect(appended.version).toBe(501);
    const read = await fixture.store.readStream(stream);
    expect(read.slice(1).map(({ data }) => (data as { by: number }).by)).toEqual(
      events.map(({ data }) => data.by),
    );
  });

  it('refuses an event that does not fit its schema or is not registered, before PostgreSQL sees it', async () => {
    const append = (event: { type: string; data: unknown }) =>
      fixture.store.append({ ...options(), streamId: boxStream(), events: [event] });
    await expect(append({ type: 'BoxCounted', data: { by: 1.5, note: '' } })).rejects.toThrow(
      UnregisteredEvent,
    );
    await expect(append({ type: 'Unheard', data: {} })).rejects.toThrow(UnregisteredEvent);
  });

  it('keeps text exactly: quotes, controls, astral characters, Korean', async () => {
    const stream = await openBox();
    const note = '"\\\u0000\u0007\n도약 🚀 \u2028';
    await fixture.store.decide(stream, box, { type: 'Count', by: 1, note }, options());
    const [, counted] = await fixture.store.readStream(stream);
    expect(counted!.data).toEqual({ by: 1, note });
  });

  it('upcasts events of older versions', async () => {
    const stream = await openBox();
    await insertAsOwner(stream, 2, 'testing.box-counted', 1, '{"by":7}');
    expect((await fixture.store.readStream(stream))[1]).toMatchObject({
      schemaVersion: 1,
      data: { by: 7, note: '' },
    });
    expect((await fixture.store.load(stream, box)).state.count).toBe(7);
  });

  describe('with the sequencer running', () => {
    beforeAll(() => fixture.sequencer.start());

    it('gives every event a dense index, its case a sequence, and the tree its root', async () => {
      const caseId = randomUUID();
      const [one, two] = [await openBox(undefined, caseId), await openBox(undefined, caseId)];
      for (let at = 0; at < 300; at += 1) {
        await fixture.store.decide(
          at % 2 ? one : two,
          box,
          { type: 'Count', by: 1 },
          { ...options(), caseId },
        );
      }
      await eventually(async () => expect(await pending()).toBe(0));
      const events = await fixture.store.readCase(caseId);
      expect(events.map(({ caseSequence }) => caseSequence)).toEqual(
        Array.from({ length: 302 }, (_, at) => at + 1),
      );

      const log = await fixture.database.pool.query<{ index: string; entry: Buffer; leaf_hash: Buffer }>(
        'select index, entry, leaf_hash from doyak.log order by index',
      );
      const tree = new TreeBuilder();
      const leaves = new Map<string, string>();
      for (const [at, row] of log.rows.entries()) {
        expect(Number(row.index)).toBe(at);
        expect(Buffer.from(leafHash(row.entry)).equals(row.leaf_hash)).toBe(true);
        const entry = JSON.parse(row.entry.toString()) as { case?: string; casePrevious?: string };
        if (entry.case) {
          expect(entry.casePrevious).toBe(leaves.get(entry.case));
          leaves.set(entry.case, row.leaf_hash.toString('base64'));
        }
        tree.append(row.leaf_hash);
      }
      const { rows } = await fixture.database.pool.query<{ size: string; root: Buffer }>(
        'select size, root from doyak.log_head',
      );
      expect(Number(rows[0]!.size)).toBe(log.rows.length);
      expect(rows[0]!.root.equals(Buffer.from(tree.root()))).toBe(true);
      const tiles = await fixture.database.pool.query<{ level: number; index: string; hashes: Buffer }>(
        'select * from doyak.tiles',
      );
      expect(tiles.rows).toHaveLength(Math.floor(log.rows.length / 256));
      expect(
        tiles.rows[0]!.hashes.equals(Buffer.concat(log.rows.slice(0, 256).map((row) => row.leaf_hash))),
      ).toBe(true);
    });

    it('commits each entry to the stored payload', async () => {
      const stream = await openBox();
      await eventually(async () => expect(await pending()).toBe(0));
      const { rows } = await fixture.database.pool.query<{ entry: Buffer; salt: Buffer; data: string }>(
        'select l.entry, e.salt, e.data from doyak.log l join doyak.events e using (position) where e.stream_id = $1',
        [stream],
      );
      const { entry, salt, data } = rows[0]!;
      const { payload } = JSON.parse(entry.toString()) as { payload: { commitment: string } };
      expect(payload.commitment).toBe(
        Buffer.from(payloadCommitment(salt, Buffer.from(data))).toString('base64'),
      );
    });

    it('reads the log by range and as a whole', async () => {
      await eventually(async () => expect(await pending()).toBe(0));
      const size = await fixture.store.logSize();
      const seen: number[] = [];
      for await (const event of fixture.store.streamLog({ page: 50 })) seen.push(event.index);
      expect(seen).toEqual(Array.from({ length: size }, (_, at) => at));
      expect((await fixture.store.readLog({ after: 9, limit: 5 })).map(({ index }) => index)).toEqual([
        10, 11, 12, 13, 14,
      ]);
    });

    it('goes on from what is stored when the next leader takes over', async () => {
      const before = await fixture.store.logSize();
      const next = await openTestStore({ events: boxEvents, on: fixture.testDatabase });
      next.sequencer.start();
      try {
        await openBox();
        await eventually(async () => expect(await pending()).toBe(0));
        expect(next.sequencer.leading).toBe(false);
        await fixture.sequencer.stop();
        await eventually(() => next.sequencer.leading);
        await openBox();
        await eventually(async () => expect(await fixture.store.logSize()).toBe(before + 2));
        const { rows } = await fixture.database.pool.query<{ leaf_hash: Buffer }>(
          'select leaf_hash from doyak.log order by index',
        );
        const tree = new TreeBuilder();
        for (const row of rows) tree.append(row.leaf_hash);
        const head = await fixture.database.pool.query<{ root: Buffer }>('select root from doyak.log_head');
        expect(head.rows[0]!.root.equals(Buffer.from(tree.root()))).toBe(true);
      } finally {
        await next.stop();
      }
    });
  });

  describe('cannot be changed', () => {
    const statements = [
      'update doyak.events set authority = authority',
      'delete from doyak.events',
      'truncate doyak.events cascade',
      'update doyak.log set index = index',
      'delete from doyak.log',
      'delete from doyak.tiles',
      'update doyak.commands set stream_id = stream_id',
      'insert into doyak.events select * from doyak.events',
      'insert into doyak.log select * from doyak.log',
    ];

    it.each(statements)('by the application: %s', async (statement) => {
      await expect(fixture.database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
    });

    it.each(statements.filter((statement) => !statement.startsWith('insert')))(
      'by its owner: %s',
      async (statement) => {
        await expect(asOwner(statement)).rejects.toMatchObject({ code: 'DY900' });
      },
    );
  });

  async function pending(): Promise<number> {
    const { rows } = await fixture.database.pool.query<{ count: string }>(
      'select count(*) from doyak.pending',
    );
    return Number(rows[0]!.count);
  }

  async function asOwner(statement: string, values: unknown[] = []): Promise<void> {
    const client = new pg.Client(fixture.testDatabase.ownerUrl);
    await client.connect();
    try {
      await client.query(statement, values);
    } finally {
      await client.end();
    }
  }

  /** As an older program would have written it. */
  async function insertAsOwner(
    stream: string,
    version: number,
    type: string,
    schemaVersion: number,
    data: string,
  ): Promise<void> {
    await asOwner(
      `with bumped as (update doyak.streams set version = $2 where stream_id = $1)
       insert into doyak.events (position, id, stream_id, version, type, schema_version, occurred_at, recorded_at, command_id,
         correlation_id, actor_kind, actor_id, authority, salt, commitment, data)
       select nextval('doyak.event_position'), gen_random_uuid(), $1, $2, $3, $4, now(), now(), gen_random_uuid(), gen_random_uuid(),
         'system', 'test', 'test', '\\x000102030405060708090a0b0c0d0e0f', sha256('x'), $5`,
      [stream, version, type, schemaVersion, data],
    );
  }
});
