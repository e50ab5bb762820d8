import type { AnyEventSpec } from '@doyak/kernel/decider';
import { Database, migrate } from '@doyak/kernel/database';
import {
  EventRegistry,
  EventStore,
  Followers,
  LogSignals,
  migrations,
  prepareReadModels,
  type ReadModel,
  Sequencer,
} from '@doyak/kernel/event-store';
import { boxEvents } from '../../libs/kernel/testing/src/box.js';
import type { BenchDatabase } from './cluster.js';

/** The event store as a process of Doyak has it, with one aggregate only: the box of the tests, unless a bench brings its own events. */
export interface BenchStore {
  readonly url: BenchDatabase;
  readonly database: Database;
  readonly store: EventStore;
  readonly signals: LogSignals;
  readonly followers: Followers;
  /** Another store on the same connections that knows no stream yet: as after a restart. */
  restarted(): EventStore;
  /** Runs the sequencer while `work` runs, and until all it left is in the log. */
  sequencing<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Waits until nothing is pending. */
  sequenced(): Promise<void>;
  close(): Promise<void>;
}

/** Callers at a time, and connections of each contender. */
export const CALLERS = 16;

export async function openBenchStore(
  url: BenchDatabase,
  readModels: readonly ReadModel[] = [],
  events: readonly AnyEventSpec[] = boxEvents,
): Promise<BenchStore> {
  await migrate(url.ownerUrl, migrations);
  await prepareReadModels(url.ownerUrl, readModels);
  const database = await Database.open(url.appUrl, { size: CALLERS, name: 'doyak-bench' });
  const registry = new EventRegistry();
  registry.register(events);
  const signals = new LogSignals();
  const followers = new Followers(database, registry, signals);
  followers.register(readModels, []);
  followers.onError = (_, error) => console.error(error);
  const restarted = () => new EventStore(database, registry, signals);
  const sequenced = async () => {
    for (;;) {
      const { rows } = await database.pool.query<{ waiting: boolean }>(
        'select exists (select from doyak.pending) as waiting',
      );
      if (!rows[0]!.waiting) return;
      await signals.sequenced.wait(20);
    }
  };
  return {
    ...{ url, database, signals, followers, restarted, sequenced },
    store: restarted(),
    sequencing: async (work) => {
      const sequencer = new Sequencer(signals, {
        connection: database.connection,
        onError: (error) => console.error(error),
      });
      sequencer.start();
      try {
        const result = await work();
        await sequenced();
        return result;
      } finally {
        await sequencer.stop();
      }
    },
    close: () => database.close(),
  };
}
