import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import pg from 'pg';

import { startQueueLane, type QueueLane } from '@doyak/kernel/testing';

import { migrateQueues } from './index.js';

describe('the queue schema', () => {
  let lane: QueueLane;
  let app: pg.Client;
  beforeAll(async () => {
    lane = await startQueueLane('postgres');
    app = new pg.Client(lane.appUrl);
    await app.connect();
  });
  afterAll(async () => {
    await app.end();
    await lane.stop();
  });

  it('can be migrated again, and by several processes at once', async () => {
    await Promise.all([
      migrateQueues(lane.ownerUrl),
      migrateQueues(lane.ownerUrl),
      migrateQueues(lane.ownerUrl),
    ]);
  });

  it.each([
    ['create a table', 'create table bullmq.mine (id int)'],
    ['change a table', 'alter table bullmq.job add column mine int'],
    [
      'replace a function',
      'create or replace function bullmq.pause(text) returns void language sql as $$ $$',
    ],
    ['drop a function', 'drop function bullmq.publish_event'],
    ['empty a table', 'truncate bullmq.job cascade'],
    ['forge the ledger', "insert into bullmq.migration values (99, 'forged', 6)"],
    ['rewrite the inbox', "update doyak.inbox set consumer = 'x'"],
  ])('does not let the application %s', async (_, sql) => {
    await expect(app.query(sql)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('makes a queue for the application, and nothing under any other name', async () => {
    await app.query("select bullmq.doyak_ensure_queue('reviews')");
    await app.query("select bullmq.doyak_ensure_queue('reviews')");
    await expect(
      app.query(`select bullmq.doyak_ensure_queue('a"; drop table bullmq.job; --')`),
    ).rejects.toThrow('not the name of a queue');
  });

  it('belongs to the owner, and the application is not a superuser', async () => {
    const { rows } = await app.query(
      `select rolsuper, (select nspowner::regrole::text from pg_namespace where nspname = 'bullmq') = current_user as owns
         from pg_roles where rolname = current_user`,
    );
    expect(rows).toEqual([{ rolsuper: false, owns: false }]);
  });
});
