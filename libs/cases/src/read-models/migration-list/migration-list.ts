import { defineReadModel, readTable } from '@doyak/kernel/event-store';
import type { CaseEvent } from '../../domain/case.events.js';
import type { MigrationEvent } from '../../domain/migration.events.js';

/** A migration, as it is read. */
export interface MigrationRow {
  readonly migration_id: string;
  readonly program_id: string;
  readonly from_version: number;
  readonly to_version: number;
  readonly undoes: string | null;
  readonly status: 'planned' | 'running' | 'finished' | 'discarded';
  readonly reason: string;
  readonly planned_by: string;
  readonly planned_at: string;
  readonly executed_by: string | null;
  readonly runs: number;
  /** Cases moved so far, in all runs. */
  readonly moved: number;
  readonly version: number;
}

const rows = readTable<MigrationRow>('migration_list', {
  key: 'migration_id',
  temporal: { since: 'planned_at' },
  columns: {
    migration_id: 'uuid',
    program_id: 'text not null',
    from_version: 'integer not null',
    to_version: 'integer not null',
    undoes: 'uuid',
    status: 'text not null',
    reason: 'text not null',
    planned_by: 'text not null',
    planned_at: 'timestamptz not null',
    executed_by: 'text',
    runs: 'integer not null',
    moved: 'integer not null',
    version: 'integer not null',
  },
  indexes: ['(planned_at desc, migration_id desc)'],
});

export { rows as migrationRows };

export const migrationList = defineReadModel<MigrationEvent | CaseEvent>({
  name: 'migration-list',
  version: 1,
  tables: [rows],
  on: {
    MigrationPlanned: ({ data, occurredAt, streamVersion }) =>
      rows.put({
        migration_id: data.migrationId,
        program_id: data.programId,
        from_version: data.fromVersion,
        to_version: data.toVersion,
        undoes: data.undoes ?? null,
        status: 'planned',
        reason: data.reason,
        planned_by: data.plannedBy,
        planned_at: occurredAt,
        executed_by: null,
        runs: 0,
        moved: 0,
        version: streamVersion,
      }),
    MigrationStarted: ({ data, streamVersion: version }) =>
      rows.change(data.migrationId, (row) => ({
        ...row,
        ...{ status: 'running', executed_by: data.executedBy, runs: data.run, version },
      })),
    MigrationBatchDone: ({ data, streamVersion: version }) =>
      rows.change(data.migrationId, (row) => ({
        ...row,
        ...{ status: data.last ? 'finished' : row.status, version },
      })),
    MigrationDiscarded: ({ data, streamVersion: version }) =>
      rows.change(data.migrationId, (row) => ({ ...row, status: 'discarded', version })),
    CaseMigrated: ({ data }) => rows.change(data.migrationId, (row) => ({ ...row, moved: row.moved + 1 })),
  },
});
