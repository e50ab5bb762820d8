import assert from 'node:assert/strict';
import { append } from '../../../libs/kernel/event-store/src/append.js';
import { withClient } from '../cluster.js';
import type { Fault } from '../fault.js';
import { box, openBoxes, options, settled, withDatabase } from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

/**
 * An append is held open, with its number drawn, while later ones commit and are followed. It gets a later index and no follower misses it.
 * Control: a cursor over the numbers, `position > checkpoint`, does miss it.
 */
export const lateCommit: Fault = {
  name: 'late-commit',
  limitMs: () => 60_000,
  run: ({ cluster }) =>
    withDatabase(cluster, async (database, open) => {
      const fixture = await open(database);
      await fixture.start();
      const streams = await openBoxes(fixture, 4);
      const [late, ...others] = streams;
      await settled(fixture);

      const seen: number[] = [];
      let cursor = 0;
      const naivePoll = async () => {
        const { rows } = await fixture.database.pool.query<{ position: string }>(
          'select position from doyak.events where position > $1 order by position',
          [cursor],
        );
        seen.push(...rows.map(({ position }) => Number(position)));
        cursor = seen.at(-1) ?? cursor;
      };
      const held = await withClient(database.appUrl, async (client) => {
        await client.query('begin');
        const request = { ...options(late!.caseId), streamId: late!.stream };
        const appended = await append(client, fixture.registry, {
          ...request,
          events: [{ type: 'BoxCounted', data: { by: 1, note: 'late' } }],
        });
        for (const { stream, caseId } of others) {
          for (let at = 0; at < 20; at += 1) {
            await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options(caseId));
          }
        }
        await settled(fixture);
        await naivePoll();
        assert.equal(await fixture.store.logSize(), 64, 'the others are in the log while one is held open');
        await client.query('commit');
        return appended.events[0]!.id;
      });
      await settled(fixture);
      await naivePoll();

      const { rows } = await fixture.database.pool.query<{ index: string; position: string; last: string }>(
        `select index, position, (select max(position) from doyak.log) as last from doyak.log where event_id = $1`,
        [held],
      );
      const [found] = rows;
      assert.equal(Number(found!.index), 64, 'the late one comes last');
      assert.ok(Number(found!.position) < Number(found!.last), 'though its number is smaller');
      assert.ok(!seen.includes(Number(found!.position)), 'control: a cursor over numbers misses it');
      const { events } = await verifyStore(database.ownerUrl);
      await verifyEffects(database.ownerUrl, events);
      return { committedMeanwhile: 60, missedByNaiveCursor: events - seen.length };
    }),
};
