import { given, testActor } from '@doyak/kernel/testing';
import { describe, it } from '@jest/globals';
import type { MigrationEvent } from './migration.events.js';
import { migration } from './migration.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const [migrationId, caseId] = [uuid(1), uuid(2)];
const [planner, other] = ['a', 'b'].map((id) => ({ ...testActor, id }));
const plan = {
  ...{ migrationId, programId: 'p', fromVersion: 1, toVersion: 2, tracks: {}, stages: {}, anew: {} },
  ...{ values: {}, stay: [], reason: 'x' },
};
const planned: MigrationEvent = { type: 'MigrationPlanned', data: { ...plan, plannedBy: 'a' } };
const started = (run = 1): MigrationEvent => ({
  type: 'MigrationStarted',
  data: { migrationId, run, executedBy: 'b' },
});
const done = (last: boolean, run = 1): MigrationEvent => ({
  type: 'MigrationBatchDone',
  data: { migrationId, run, upTo: caseId, blocked: [], last },
});
const record = (last: boolean, run = 1) =>
  ({ type: 'RecordMigrationBatch', run, upTo: caseId, blocked: [], last }) as const;
const start = { type: 'StartMigration', actor: other! } as const;

describe('migration', () => {
  it('is planned by one and carried out by another; no key does', () => {
    given(migration)
      .when({ type: 'PlanMigration', ...plan, actor: planner! })
      .then(planned);
    const waiting = given(migration, [planned]);
    waiting.when({ ...start, actor: planner! }).thenRefuses('PLANNER_MAY_NOT_EXECUTE');
    waiting.when({ ...start, actor: { ...other!, kind: 'key' } }).thenRefuses('PLANNER_MAY_NOT_EXECUTE');
    waiting.when(start).then(started());
  });

  it('runs batch by batch until one is the last, and may be run again', () => {
    given(migration, [planned, started()]).when(start).thenRefuses('MIGRATION_RUNNING');
    given(migration, [planned, started()]).when(record(false)).then(done(false));
    given(migration, [planned, started(), done(true)])
      .when(record(false))
      .then();
    given(migration, [planned, started(), done(true)])
      .when(start)
      .then(started(2));
    // A batch of the run before says nothing any more.
    given(migration, [planned, started(), done(true), started(2)])
      .when(record(true))
      .then();
  });

  it('is discarded only before it was carried out', () => {
    const discard = { type: 'DiscardMigration', reason: 'x' } as const;
    const discarded: MigrationEvent = { type: 'MigrationDiscarded', data: { migrationId, reason: 'x' } };
    given(migration, [planned]).when(discard).then(discarded);
    given(migration, [planned, discarded]).when(start).thenRefuses('MIGRATION_DISCARDED');
    given(migration, [planned, discarded]).when(discard).thenRefuses('MIGRATION_DISCARDED');
    given(migration, [planned, started()]).when(discard).thenRefuses('MIGRATION_STARTED');
    given(migration).when(discard).thenRefuses('MIGRATION_NOT_FOUND');
  });
});
