import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { Program } from '../children.js';
import type { Fault } from '../fault.js';
import { box, openBoxes, openStore, options, settled, withDatabase } from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

/** What a worker process said it tried, and what it said was answered. */
class Witness {
  readonly acknowledged = new Map<string, number>();
  private readonly tried = new Map<string, string>();
  acks = 0;

  readonly hear = (line: string): void => {
    const [word, id, rest] = line.split(' ');
    if (word === 'try') this.tried.set(id!, rest!);
    if (word !== 'ack') return;
    this.acks += 1;
    this.acknowledged.set(id!, Number(rest));
    this.tried.delete(id!);
  };

  /** Commands whose answer nobody got. */
  unanswered(): [commandId: string, stream: string][] {
    return [...this.tried];
  }
}

/**
 * `kill -9` of a whole worker (sequencer, followers, callers) at random instants under load, while another goes on. Every acknowledged
 * command is in the log exactly once, every event had its effect exactly once, and commands that were never answered can be given again
 * under their id.
 */
export const kill: Fault = {
  name: 'kill',
  limitMs: (times = 8) => 60_000 + times * 10_000,
  run: ({ cluster, times = 8 }) =>
    withDatabase(cluster, async (database) => {
      const fixture = await openStore(database);
      const workers: Program[] = [];
      try {
        const streams = await openBoxes(fixture, 6);
        const witness = new Witness();
        const start = () => {
          const { appUrl } = database;
          return Program.start('worker', { appUrl, streams, callers: 3, follow: true }, witness.hear);
        };
        workers.push(start(), start());
        for (let at = 0; at < times; at += 1) {
          const before = witness.acks;
          for (let waited = 0; witness.acks < before + 10; waited += 1) {
            assert.ok(waited < 6_000, 'commands are acknowledged between two kills');
            assert.ok(!workers.at(-1)!.ended, 'a worker ends only when it is killed');
            await delay(5);
          }
          await delay(Math.random() * 300);
          await workers.shift()!.kill();
          workers.push(start());
        }
        for (const worker of workers.splice(0)) await worker.kill();

        const unanswered = witness.unanswered();
        const caseOf = new Map(streams.map(({ stream, caseId }) => [stream, caseId]));
        let known = 0;
        for (const [commandId, stream] of unanswered) {
          const given = { ...options(caseOf.get(stream)), commandId };
          const answer = await fixture.store.decide(stream, box, { type: 'Count', by: 1 }, given);
          if (answer.repeated) known += 1;
          witness.acknowledged.set(commandId, 1);
        }
        await fixture.start();
        await settled(fixture);
        const { events } = await verifyStore(database.ownerUrl, witness.acknowledged);
        assert.equal(events, witness.acknowledged.size + streams.length, 'and nothing that nobody asked for');
        await verifyEffects(database.ownerUrl, events);
        await verifyCounts(fixture, events - streams.length);
        return {
          killed: times,
          acknowledged: witness.acks,
          unanswered: unanswered.length,
          committedUnanswered: known,
        };
      } finally {
        for (const worker of workers) await worker.kill();
        await fixture.stop();
      }
    }),
};

async function verifyCounts(fixture: Awaited<ReturnType<typeof openStore>>, expected: number): Promise<void> {
  const { rows } = await fixture.database.pool.query<{ total: string }>(
    'select sum(count) as total from read.boxes',
  );
  assert.equal(Number(rows[0]!.total), expected, 'the read model counts each event once');
}
