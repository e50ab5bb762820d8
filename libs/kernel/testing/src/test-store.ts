import { Database, migrate, type MigrationClass } from '@doyak/kernel/database';
import type { AnyEventSpec } from '@doyak/kernel/decider';
import {
  EventRegistry,
  EventStore,
  Followers,
  LogSignals,
  migrations,
  prepareReadModels,
  type ReadModel,
  Sequencer,
  type Subscription,
} from '@doyak/kernel/event-store';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** An event store on a database of its own, without Nest. Nothing runs until it is started. */
export interface TestStore {
  readonly testDatabase: TestDatabase;
  readonly database: Database;
  readonly registry: EventRegistry;
  readonly signals: LogSignals;
  readonly store: EventStore;
  readonly followers: Followers;
  readonly sequencer: Sequencer;
  /** Errors that the sequencer and followers reported. */
  readonly errors: unknown[];
  /** Starts the sequencer and all followers. */
  start(): Promise<void>;
  /** Stops everything; the database stays. */
  stop(): Promise<void>;
  /** Stops everything and drops the database. */
  drop(): Promise<void>;
}

export async function openTestStore(options: {
  events: readonly AnyEventSpec[];
  readModels?: readonly ReadModel[];
  subscriptions?: readonly Subscription[];
  migrations?: readonly MigrationClass[];
  poolSize?: number;
  /** Another store on the same database: as a second process would. */
  on?: TestDatabase;
}): Promise<TestStore> {
  const testDatabase =
    options.on ??
    (await createTestDatabase({
      migrate: async (ownerUrl) => {
        await migrate(ownerUrl, [...migrations, ...(options.migrations ?? [])]);
        await prepareReadModels(ownerUrl, options.readModels ?? []);
      },
    }));
  const database = await Database.open(testDatabase.appUrl, {
    size: options.poolSize ?? 8,
    name: 'doyak-test',
  });
  const registry = new EventRegistry();
  registry.register(options.events);
  const signals = new LogSignals();
  const followers = new Followers(database, registry, signals);
  followers.register(options.readModels ?? [], options.subscriptions ?? []);
  const errors: unknown[] = [];
  followers.onError = (_, error) => errors.push(error);
  const sequencer = new Sequencer(signals, {
    connection: database.connection,
    onError: (error) => errors.push(error),
  });
  let stopped = false;
  const stop = async () => {
    if (stopped) return;
    stopped = true;
    await followers.stop();
    await sequencer.stop();
    await database.close();
  };
  return {
    ...{ testDatabase, database, registry, signals, followers, sequencer, errors, stop },
    store: new EventStore(database, registry, signals),
    start: async () => {
      sequencer.start();
      await followers.start();
    },
    drop: async () => {
      await stop();
      await testDatabase.drop();
    },
  };
}
