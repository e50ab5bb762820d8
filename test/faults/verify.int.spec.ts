import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultCluster, withClient } from './cluster.js';
import {
  openBoxes,
  openStore,
  options,
  prepare,
  settled,
  type TestDatabase,
  type TestStore,
} from './store.js';
import { verifyEffects, verifyStore } from './verify.js';

/** The checks of the faults would be worth nothing if they could not fail: each is shown what it must see. */
describe('The checks of a store see', () => {
  let cluster: FaultCluster;
  let database: TestDatabase;
  let fixture: TestStore;
  let commandId: string;
  beforeAll(async () => {
    cluster = await FaultCluster.start();
    database = await cluster.database();
    await prepare(database);
    fixture = await openStore(database);
    await fixture.start();
    const [one] = await openBoxes(fixture, 2);
    const request = { ...options(one!.caseId), streamId: one!.stream };
    commandId = request.commandId;
    const events = Array.from({ length: 300 }, () => ({ type: 'BoxCounted', data: { by: 1, note: '' } }));
    await fixture.store.append({ ...request, events });
    await settled(fixture);
    await fixture.stop();
  }, 60_000);
  afterAll(async () => {
    await fixture.stop();
    await cluster.stop();
  });

  it('nothing in a store that is whole', async () => {
    expect(await verifyStore(database.ownerUrl, new Map([[commandId, 300]]))).toEqual({
      events: 302,
      streams: 2,
      cases: 1,
    });
    await verifyEffects(database.ownerUrl, 302);
  });

  const flip = (column: string) => `set_byte(${column}, 20, get_byte(${column}, 20) # 1)`;
  it.each([
    ['a gap in the index', 'update doyak.log set index = 400 where index = 301'],
    ['a lost event', 'delete from doyak.log where index = 301'],
    ['an event that is pending still', 'insert into doyak.pending values (5)'],
    [
      'an inversion within a stream',
      `update doyak.events set version = case version when 7 then 1008 else 1007 end where version in (7, 8);
       update doyak.events set version = version - 1000 where version > 1000`,
    ],
    ['a gap in a case', 'update doyak.log set case_sequence = 9999 where index = 301'],
    ['an altered entry', `update doyak.log set entry = ${flip('entry')} where index = 150`],
    ['an altered leaf hash', `update doyak.log set leaf_hash = ${flip('leaf_hash')} where index = 301`],
    ['an altered tile', `update doyak.tiles set hashes = ${flip('hashes')}`],
    ['a missing tile', 'delete from doyak.tiles'],
    ['another root', `update doyak.log_head set root = ${flip('root')}`],
    ['a head that counts wrongly', 'update doyak.log_head set size = 303'],
    ['an altered payload', `update doyak.events set data = '{"by":2,"note":""}' where version = 100`],
  ])('%s', async (_, tampering) => {
    await withClient(database.ownerUrl, async (client) => {
      await client.query('create schema kept');
      for (const table of ['log', 'events', 'tiles', 'log_head', 'pending']) {
        await client.query(`create table kept.${table} as table doyak.${table}`);
      }
      await client.query('set session_replication_role = replica');
      await client.query(tampering);
      try {
        await expect(verifyStore(database.ownerUrl)).rejects.toThrow();
      } finally {
        for (const table of ['log', 'events', 'tiles', 'log_head', 'pending']) {
          await client.query(
            `delete from doyak.${table}; insert into doyak.${table} select * from kept.${table}`,
          );
        }
        await client.query('drop schema kept cascade');
      }
    });
    await verifyStore(database.ownerUrl);
  });

  it('an acknowledged command that is not there, or more than once', async () => {
    await expect(verifyStore(database.ownerUrl, new Map([[randomUUID(), 1]]))).rejects.toThrow(
      'exactly once',
    );
    await expect(verifyStore(database.ownerUrl, new Map([[commandId, 150]]))).rejects.toThrow('exactly once');
  });

  it.each([
    [
      'an effect done twice',
      'insert into faults.effects (index, event_id) select index, event_id from faults.effects where index = 301',
    ],
    ['an effect not done', 'delete from faults.effects where index = 301'],
  ])('%s', async (_, tampering) => {
    await withClient(database.ownerUrl, async (client) => {
      await client.query('create table faults.kept as table faults.effects');
      await client.query(tampering);
      try {
        await expect(verifyEffects(database.ownerUrl, 302)).rejects.toThrow('exactly once');
      } finally {
        await client.query(
          'delete from faults.effects; insert into faults.effects (index, event_id) select index, event_id from faults.kept order by place; drop table faults.kept',
        );
      }
    });
    await verifyEffects(database.ownerUrl, 302);
  });
});
