import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import {
  box,
  eventually,
  openBoxes,
  openStore,
  options,
  settled,
  type TestStore,
  withDatabase,
} from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

/** Silence (ms) after which the server ends a leader's session in these faults. */
const SILENCE = 1_000;

/** Gives commands to all streams until it is stopped; answers how many. */
function keepWriting(fixture: TestStore, streams: readonly { stream: string; caseId: string }[]) {
  let going = true;
  const done = Promise.all(
    streams.map(async ({ stream, caseId }) => {
      let written = 0;
      for (; going; written += 1) {
        await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, options(caseId));
        await delay(10);
      }
      return written;
    }),
  );
  return async () => {
    going = false;
    return (await done).reduce((sum, written) => sum + written, 0);
  };
}

/** `kill -9` of the leading sequencer under load: another candidate goes on from what is stored. */
export const leaderKilled: Fault = {
  name: 'leader-killed',
  limitMs: (times = 4) => 30_000 + times * 15_000,
  run: ({ cluster, times = 4 }) =>
    withDatabase(cluster, async (database) => {
      const fixture = await openStore(database);
      // Followers only: every leader is a process that can be killed.
      await fixture.followers.start();
      const candidates: Program[] = [];
      let slowest = 0;
      let stopWriting: (() => Promise<number>) | undefined;
      try {
        const start = () => Program.start('sequencer', { appUrl: database.appUrl, silence: SILENCE });
        candidates.push(start());
        await candidates[0]!.line('leading');
        stopWriting = keepWriting(fixture, await openBoxes(fixture, 6));
        for (let at = 0; at < times; at += 1) {
          const next = start();
          candidates.push(next);
          const before = await fixture.store.logSize();
          await eventually(async () => (await fixture.store.logSize()) > before + 20, { timeoutMs: 10_000 });
          const killed = performance.now();
          await candidates[at]!.kill();
          await next.line('leading');
          slowest = Math.max(slowest, performance.now() - killed);
        }
        const written = await stopWriting();
        stopWriting = undefined;
        await settled(fixture);
        const { events } = await verifyStore(database.ownerUrl);
        assert.equal(events, written + 6);
        await verifyEffects(database.ownerUrl, events);
        return { killed: times, events, slowestTakeoverMs: Math.round(slowest) };
      } finally {
        await stopWriting?.();
        for (const candidate of candidates) await candidate.kill();
        await fixture.stop();
      }
    }),
};

/**
 * The leading sequencer is frozen past its silence and resumed after another has taken over: what it had in hand is not written a second
 * time, and it comes back as a candidate.
 */
export const leaderFrozen: Fault = {
  name: 'leader-frozen',
  limitMs: (times = 3) => 30_000 + times * 20_000,
  run: ({ cluster, times = 3 }) =>
    withDatabase(cluster, async (database) => {
      const fixture = await openStore(database);
      await fixture.followers.start();
      const start = () => Program.start('sequencer', { appUrl: database.appUrl, silence: SILENCE });
      const candidates = [start()];
      let slowest = 0;
      let stopWriting: (() => Promise<number>) | undefined;
      try {
        await candidates[0]!.line('leading');
        candidates.push(start());
        stopWriting = keepWriting(fixture, await openBoxes(fixture, 6));
        for (let at = 0; at < times; at += 1) {
          const [leader, other] =
            at % 2 ? [candidates[1]!, candidates[0]!] : [candidates[0]!, candidates[1]!];
          leader.lines.length = 0;
          other.lines.length = 0;
          const before = await fixture.store.logSize();
          await eventually(async () => (await fixture.store.logSize()) > before + 20, { timeoutMs: 10_000 });
          const frozen = performance.now();
          leader.signal('SIGSTOP');
          await other.line('leading');
          slowest = Math.max(slowest, performance.now() - frozen);
          const taken = await fixture.store.logSize();
          await eventually(async () => (await fixture.store.logSize()) > taken + 20, { timeoutMs: 10_000 });
          leader.signal('SIGCONT');
          await leader.line('lost');
        }
        const written = await stopWriting();
        stopWriting = undefined;
        await settled(fixture);
        const { events } = await verifyStore(database.ownerUrl);
        assert.equal(events, written + 6);
        await verifyEffects(database.ownerUrl, events);
        assert.ok(slowest >= SILENCE / 2, 'the frozen leader was waited for');
        return { frozen: times, events, slowestTakeoverMs: Math.round(slowest) };
      } finally {
        for (const candidate of candidates) candidate.signal('SIGCONT');
        await stopWriting?.();
        for (const candidate of candidates) await candidate.kill();
        await fixture.stop();
      }
    }),
};
