import { z } from 'zod';
import type { MigrationRow } from './migration-list.js';

export const migrationView = z
  .object({
    id: z.uuid(),
    programId: z.string(),
    fromVersion: z.int(),
    toVersion: z.int(),
    undoes: z.uuid().nullable().describe('The migration that this one takes back'),
    status: z.enum(['planned', 'running', 'finished', 'discarded']),
    reason: z.string(),
    plannedBy: z.string(),
    plannedAt: z.string(),
    executedBy: z.string().nullable(),
    runs: z.int(),
    moved: z.int().describe('Cases moved so far, in all runs'),
    version: z.int(),
  })
  .meta({ id: 'Migration' });

export function viewMigration(row: MigrationRow): z.input<typeof migrationView> {
  return {
    id: row.migration_id,
    programId: row.program_id,
    fromVersion: row.from_version,
    toVersion: row.to_version,
    undoes: row.undoes,
    status: row.status,
    reason: row.reason,
    plannedBy: row.planned_by,
    plannedAt: row.planned_at,
    executedBy: row.executed_by,
    runs: row.runs,
    moved: row.moved,
    version: row.version,
  };
}
