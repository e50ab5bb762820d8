import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import pg from 'pg';
import { append } from '../../../libs/kernel/event-store/src/append.js';
import { query } from '../cluster.js';
import type { Fault } from '../fault.js';
import {
  box,
  openBoxes,
  openStore,
  options,
  settled,
  type TestDatabase,
  type TestStore,
  withDatabase,
} from '../store.js';
import { verifyEffects, verifyStore } from '../verify.js';

type Step =
  | { do: 'command'; store: number; stream: number }
  | { do: 'append'; store: number; stream: number; events: number }
  | { do: 'hold'; stream: number; events: number }
  | { do: 'release'; commit: boolean }
  | { do: 'dethrone' }
  | { do: 'restart'; store: number }
  | { do: 'pause'; ms: number };

const store = fc.nat({ max: 1 });
const stream = fc.nat({ max: 3 });
const events = fc.integer({ min: 1, max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('command' as const), store, stream }) },
  { weight: 8, arbitrary: fc.record({ do: fc.constant('append' as const), store, stream, events }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('hold' as const), stream, events }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('release' as const), commit: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('dethrone' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('restart' as const), store }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('pause' as const), ms: fc.nat({ max: 15 }) }) },
);

/** One schedule under way: two stores as two processes would have them, and appends that are held open. */
class Schedule {
  readonly acknowledged = new Map<string, number>();
  private readonly underWay: Promise<void>[] = [];
  private readonly old: TestStore[] = [];
  private readonly held: { client: pg.Client; stream: number; commandId: string; events: number }[] = [];

  constructor(
    private readonly database: TestDatabase,
    private readonly stores: TestStore[],
    private readonly streams: readonly { stream: string; caseId: string }[],
  ) {}

  async take(step: Step): Promise<void> {
    switch (step.do) {
      case 'command':
        return this.launch(this.command(this.stores[step.store]!, step.stream));
      case 'append':
        return this.launch(this.append(this.stores[step.store]!, step.stream, step.events));
      case 'hold':
        return this.hold(step.stream, step.events);
      case 'release':
        return this.release(step.commit);
      case 'dethrone':
        await query(
          this.database.ownerUrl,
          `select pg_terminate_backend(pid) from pg_stat_activity
           where datname = current_database() and application_name = 'doyak-sequencer'`,
        );
        return;
      case 'restart':
        return this.restart(step.store);
      case 'pause':
        return delay(step.ms);
    }
  }

  /** Lets go of all that is held and waits for all that is under way. */
  async finish(): Promise<void> {
    for (let commit = true; this.held.length > 0; commit = !commit) await this.release(commit);
    await Promise.all(this.underWay);
    for (const store of this.old) await store.stop();
  }

  /** Not waited for: it may have to wait for what is held. */
  private launch(work: Promise<void>): void {
    work.catch(() => undefined);
    this.underWay.push(work);
  }

  /** Another process takes this one's place; what the old one has under way, it finishes. */
  private async restart(at: number): Promise<void> {
    const old = this.stores[at]!;
    this.old.push(old);
    await old.followers.stop();
    await old.sequencer.stop();
    this.stores[at] = await openStore(this.database);
    await this.stores[at].start();
  }

  private async command(on: TestStore, at: number): Promise<void> {
    const { stream, caseId } = this.streams[at]!;
    const given = options(caseId);
    const { events } = await on.store.decide(stream, box, { type: 'Count', by: 1 }, given);
    this.acknowledged.set(given.commandId, events.length);
  }

  private async append(on: TestStore, at: number, events: number): Promise<void> {
    const request = this.request(at, events);
    this.acknowledged.set(request.commandId, (await on.store.append(request)).events.length);
  }

  private async hold(at: number, events: number): Promise<void> {
    if (this.held.length === 3 || this.held.some(({ stream }) => stream === at)) return;
    const client = new pg.Client(this.database.appUrl);
    await client.connect();
    await client.query('begin');
    const request = this.request(at, events);
    await append(client, this.stores[0]!.registry, request);
    this.held.push({ client, stream: at, commandId: request.commandId, events });
  }

  private async release(commit: boolean): Promise<void> {
    const held = this.held.shift();
    if (!held) return;
    await held.client.query(commit ? 'commit' : 'rollback');
    await held.client.end();
    // What was rolled back must not be there at all.
    this.acknowledged.set(held.commandId, commit ? held.events : 0);
  }

  private request(at: number, events: number) {
    const { stream, caseId } = this.streams[at]!;
    return {
      ...options(caseId),
      streamId: stream,
      events: Array.from({ length: events }, () => ({
        type: 'BoxCounted',
        data: { by: 1, note: randomUUID() },
      })),
    };
  }
}

/**
 * Random schedules: two processes append to few streams, transactions are held open and end either way, leaders lose their session, processes
 * come and go. Whatever the order: index dense, no inversion within a stream, nothing lost, nothing doubled.
 */
export const schedules: Fault = {
  name: 'schedules',
  limitMs: (times = 12) => 60_000 + times * 15_000,
  run: ({ cluster, times = 12, seed }) =>
    withDatabase(cluster, async (database) => {
      const stores = [await openStore(database), await openStore(database)];
      let steps = 0;
      let verified = { events: 0, streams: 0, cases: 0 };
      try {
        for (const fixture of stores) await fixture.start();
        await fc.assert(
          fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 80 }), async (taken) => {
            const schedule = new Schedule(database, stores, await openBoxes(stores[0]!, 4));
            try {
              for (const one of taken) await schedule.take(one);
            } finally {
              await schedule.finish();
            }
            await settled(stores[0]!);
            verified = await verifyStore(database.ownerUrl, schedule.acknowledged);
            await verifyEffects(database.ownerUrl, verified.events);
            steps += taken.length;
          }),
          // A schedule that failed is not cut down: each attempt costs seconds and races do not repeat.
          { numRuns: times, endOnFailure: true, ...(seed === undefined ? {} : { seed }) },
        );
        assert.ok(steps > 0);
        return { schedules: times, steps, events: verified.events, streams: verified.streams };
      } finally {
        for (const fixture of stores) await fixture.stop();
      }
    }),
};
