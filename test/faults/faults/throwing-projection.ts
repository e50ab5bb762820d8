import assert from 'node:assert/strict';
import { defineReadModel, defineSubscription } from '@doyak/kernel/event-store';
import type { BoxEvent } from '../../../libs/kernel/testing/src/box.js';
import type { Fault } from '../fault.js';
import { box, boxList, effects, openBoxes, options, settled, withDatabase } from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

/** A projection and a subscription that throw for one stream: only that stream waits, and is shown; retried, it is taken in in order. */
export const throwingProjection: Fault = {
  name: 'throwing-projection',
  limitMs: () => 60_000,
  run: ({ cluster }) =>
    withDatabase(cluster, async (database, open) => {
      let poisoned: string | undefined;
      const refuse = (streamId: string) => {
        if (streamId === poisoned) throw new Error('cannot digest');
      };
      const picky = defineReadModel<BoxEvent>({
        name: boxList.name,
        version: 1,
        tables: boxList.tables as never,
        on: {
          BoxOpened: (event) => boxList.on.BoxOpened!(event),
          BoxCounted: (event) => {
            refuse(event.streamId);
            return boxList.on.BoxCounted!(event);
          },
        },
      });
      const throwing = defineSubscription({
        name: 'throwing',
        events: 'all',
        handle: async ({ streamId }) => refuse(streamId),
      });
      const fixture = await open(database, { readModels: [picky], subscriptions: [throwing, effects] });
      const streams = await openBoxes(fixture, 6);
      poisoned = streams[0]!.stream;
      await fixture.start();
      for (let at = 0; at < 20; at += 1) {
        for (const { stream, caseId } of streams) {
          await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options(caseId));
        }
      }
      await settled(fixture);
      const count = async () => {
        const { rows } = await fixture.database.pool.query<{ id: string; count: number }>(
          'select * from read.boxes',
        );
        return new Map(rows.map((row) => [row.id, row.count]));
      };
      assert.deepEqual(
        await count(),
        new Map(streams.map(({ stream }) => [stream, stream === poisoned ? 0 : 20])),
        'all other streams are shown',
      );
      const status = await fixture.followers.status();
      const aside = status
        .filter(({ failed }) => failed > 0)
        .map(({ name, failed, held }) => [name, failed, held]);
      assert.deepEqual(aside, [
        ['read:box-list@1', 1, 19],
        ['throwing', 1, 20],
      ]);

      const stream = poisoned;
      poisoned = undefined;
      for (const [name] of aside) await (await fixture.followers.find(name as string))!.retry(stream);
      assert.deepEqual(await count(), new Map(streams.map(({ stream }) => [stream, 20])));
      const { events } = await verifyStore(database.ownerUrl);
      await verifyEffects(database.ownerUrl, events);
      return { events, setAside: 2, held: 39, retried: 41 };
    }),
};
