import assert from 'node:assert/strict';
import { withClient } from '../cluster.js';
import type { Fault, FaultContext, Facts } from '../fault.js';
import { box, openBoxes, options, settled, withDatabase } from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

const COMMANDS = 600;

/** With a transaction open all along, with an id and a snapshot of its own, the log goes on. */
async function run({ cluster }: FaultContext, where: 'here' | 'elsewhere'): Promise<Facts> {
  const elsewhere = await cluster.database();
  try {
    return await withDatabase(cluster, async (database, open) => {
      const fixture = await open(database);
      await fixture.start();
      const streams = await openBoxes(fixture, 8);
      await settled(fixture);
      return withClient(where === 'here' ? database.ownerUrl : elsewhere.ownerUrl, async (client) => {
        await client.query('begin isolation level repeatable read');
        await client.query('select pg_current_xact_id()');
        const start = performance.now();
        const write = async ({ stream, caseId }: (typeof streams)[number]) => {
          for (let at = 0; at < COMMANDS / 8; at += 1) {
            await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options(caseId));
          }
        };
        await Promise.all(streams.map(write));
        await settled(fixture, 60_000);
        const ms = Math.round(performance.now() - start);

        // Control: who waits until no older transaction runs anywhere sees none of it.
        const { rows } = await fixture.database.pool.query<{ fenced: string; all: string }>(
          `select count(*) filter (where xmin::text::bigint < (pg_snapshot_xmin(pg_current_snapshot())::text::bigint & 4294967295)) as fenced,
             count(*) as all from doyak.events where version > 1`,
        );
        assert.equal(Number(rows[0]!.all), COMMANDS);
        assert.equal(Number(rows[0]!.fenced), 0, 'control: a fence of transaction ids stalls');
        await client.query('commit');

        const { events } = await verifyStore(database.ownerUrl);
        assert.equal(events, COMMANDS + 8);
        await verifyEffects(database.ownerUrl, events);
        return { events, ms, seenThroughXidFence: Number(rows[0]!.fenced) };
      });
    });
  } finally {
    await elsewhere.drop();
  }
}

export const longTransactionElsewhere: Fault = {
  name: 'long-transaction-elsewhere',
  limitMs: () => 60_000,
  run: (context) => run(context, 'elsewhere'),
};

export const longTransactionHere: Fault = {
  name: 'long-transaction-here',
  limitMs: () => 60_000,
  run: (context) => run(context, 'here'),
};
