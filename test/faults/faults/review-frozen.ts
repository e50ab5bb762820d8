import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import { openItemStep } from '../review-worker.js';
import { stepOf, verifySteps, withReviews } from '../reviews.js';

const PACING = { items: 60, itemMs: 50 };

/** A worker is frozen (SIGSTOP) in the middle of a check, past its lease; another takes over. Woken, the first has no effect at all. */
export const reviewFrozen: Fault = {
  name: 'review-frozen',
  limitMs: () => 120_000,
  run: ({ cluster }) =>
    withReviews(cluster, async ({ database, fixture }) => {
      const options = { appUrl: database.appUrl, pacing: PACING };
      const first = Program.start('review-worker', options);
      let second: Program | undefined;
      try {
        await first.line('ready');
        const stepId = await openItemStep(fixture.store);
        await first.line('item 5');
        first.signal('SIGSTOP');
        second = Program.start('review-worker', options);
        // It has gone on past where the first stopped.
        await second.line('item 20');
        first.signal('SIGCONT');
        await verifySteps(fixture, [stepId], PACING.items, 60_000);
        // Time for the first to try what it was about to.
        await delay(1_000);
        await verifySteps(fixture, [stepId], PACING.items, 1_000);
        const { attempt, takenOver } = await stepOf(fixture, stepId);
        assert.equal(takenOver, 1);
        const last = [...first.lines].reverse().find((line) => line.startsWith('item'))!;
        assert.ok(
          Number(last.split(' ')[1]) < 20,
          `the first committed nothing after it was frozen, but ${last}`,
        );
        return { items: PACING.items, attempt, takenOver };
      } finally {
        first.signal('SIGCONT');
        await first.kill();
        await second?.kill();
      }
    }),
};
