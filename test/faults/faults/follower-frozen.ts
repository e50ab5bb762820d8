import assert from 'node:assert/strict';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import { box, eventually, openBoxes, openStore, options, settled, withDatabase } from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

/**
 * A worker is frozen (SIGSTOP) in the middle of a follower's transaction. PostgreSQL ends that transaction when it has been idle for 15 s, another
 * worker goes on, and the first, resumed, has no double effect.
 */
export const followerFrozen: Fault = {
  name: 'follower-frozen',
  limitMs: () => 120_000,
  run: ({ cluster }) =>
    withDatabase(cluster, async (database) => {
      const fixture = await openStore(database);
      const program = Program.start('slow-follower', { appUrl: database.appUrl });
      try {
        await program.line('ready');
        const streams = await openBoxes(fixture, 6);
        fixture.sequencer.start();
        await program.line('inside');
        program.signal('SIGSTOP');
        const frozen = performance.now();
        await fixture.followers.start();
        for (const { stream, caseId } of streams) {
          await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options(caseId));
        }
        await eventually(
          async () => expectRows(await fixture.database.pool.query('select from faults.effects')),
          {
            timeoutMs: 60_000,
          },
        );
        const takenOver = performance.now() - frozen;
        program.signal('SIGCONT');
        await program.line('failed');
        await settled(fixture);
        const { events } = await verifyStore(database.ownerUrl);
        await verifyEffects(database.ownerUrl, events);
        assert.ok(takenOver > 5_000, 'the frozen worker was waited for');
        return { events, takeoverMs: Math.round(takenOver) };
      } finally {
        program.signal('SIGCONT');
        await program.kill();
        await fixture.stop();
      }
    }),
};

function expectRows({ rowCount }: { rowCount: number | null }): boolean {
  return (rowCount ?? 0) > 0;
}
