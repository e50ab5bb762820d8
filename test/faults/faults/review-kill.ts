import assert from 'node:assert/strict';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import { openItemStep } from '../review-worker.js';
import { stepOf, verifySteps, withReviews } from '../reviews.js';

/** A check of ten minutes' work, each item of which takes a hundredth of its time. */
const PACING = { items: 120, itemMs: 50 };

/**
 * `kill -9` of the worker in the middle of a long check, again and again, while others stand by. The next one goes on from the last checkpoint:
 * no item is done twice or left out, and the step has one outcome.
 */
export const reviewKill: Fault = {
  name: 'review-kill',
  limitMs: (times = 5) => 90_000 + times * 20_000,
  run: ({ cluster, times = 5 }) =>
    withReviews(cluster, async ({ database, fixture }) => {
      const options = { appUrl: database.appUrl, pacing: PACING, leaseMs: 1_000 };
      const lines: { worker: number; line: string }[] = [];
      const workers = new Map<number, Program>();
      let wake = (): void => undefined;
      // All of them at once: another is ready when one dies, and nobody waits for a process to load.
      for (let worker = 0; worker <= times; worker += 1)
        workers.set(
          worker,
          Program.start('review-worker', options, (line) => {
            lines.push({ worker, line });
            wake();
          }),
        );
      const heard = async (from: number, word: string): Promise<number> => {
        for (;;) {
          const found = lines
            .slice(from)
            .find(({ line, worker }) => line.startsWith(word) && workers.has(worker));
          if (found) return found.worker;
          await new Promise<void>((resolve) => (wake = resolve));
        }
      };
      try {
        const stepId = await openItemStep(fixture.store);
        for (let killed = 0; killed < times; killed += 1) {
          const from = lines.length;
          const busy = await heard(from, 'item');
          // A few items later, at no particular instant.
          const some = lines.length;
          while (lines.slice(some).filter(({ line }) => line.startsWith('item')).length < 4)
            await new Promise<void>((resolve) => (wake = resolve));
          await workers.get(busy)!.kill();
          workers.delete(busy);
        }
        await verifySteps(fixture, [stepId], PACING.items, 60_000);
        const { takenOver, end } = await stepOf(fixture, stepId);
        assert.equal(end?.outcome, 'good');
        assert.ok(takenOver >= times, 'every kill was in the middle of the work');
        return { killed: times, items: PACING.items, takenOver, outcomes: 1 };
      } finally {
        for (const worker of workers.values()) await worker.kill();
      }
    }),
};
