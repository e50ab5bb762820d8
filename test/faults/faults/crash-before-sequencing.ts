import assert from 'node:assert/strict';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import { openBoxes, settled, withDatabase } from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

/** A process that appends dies with nothing sequenced; the next one takes up what it committed. */
export const crashBeforeSequencing: Fault = {
  name: 'crash-before-sequencing',
  limitMs: () => 60_000,
  run: ({ cluster }) =>
    withDatabase(cluster, async (database, open) => {
      const fixture = await open(database);
      const streams = await openBoxes(fixture, 6);
      const acknowledged = new Map<string, number>();
      const { appUrl } = database;
      const program = Program.start('worker', { appUrl, streams, callers: 4, follow: false }, (line) => {
        const [word, id, events] = line.split(' ');
        if (word === 'ack') acknowledged.set(id!, Number(events));
      });
      while (acknowledged.size < 100 && !program.ended) await new Promise((go) => setTimeout(go, 5));
      await program.kill();
      assert.ok(acknowledged.size >= 100, 'commands were acknowledged');
      assert.equal(await fixture.store.logSize(), 0, 'nothing was sequenced before');

      await fixture.start();
      await settled(fixture);
      const { events } = await verifyStore(database.ownerUrl, acknowledged);
      await verifyEffects(database.ownerUrl, events);
      return { acknowledged: acknowledged.size, events };
    }),
};
