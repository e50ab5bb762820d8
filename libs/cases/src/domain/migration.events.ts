import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const names = z.record(z.string(), z.string());

/** The plan as it was given: see `MigrationPlan` of `@doyak/programs`. */
const plan = {
  programId: z.string(),
  fromVersion: z.int(),
  toVersion: z.int(),
  tracks: names,
  stages: z.record(z.string(), z.record(z.string(), z.string().nullable())),
  anew: z.record(z.string(), z.array(z.string())),
  values: z.record(z.string(), z.record(z.string(), z.json())),
  stay: z.array(id),
};

export const migrationEvents = defineEvents(
  event('MigrationPlanned', {
    stored: 'cases.migration-planned',
    version: 1,
    schema: z.object({
      migrationId: id,
      ...plan,
      reason: z.string(),
      plannedBy: z.string(),
      /** The migration that this one takes back; its plan then follows from what that one did to each case. */
      undoes: id.optional(),
    }),
  }),
  event('MigrationStarted', {
    stored: 'cases.migration-started',
    version: 1,
    // A run that left cases blocked may be followed by another.
    schema: z.object({ migrationId: id, run: z.int(), executedBy: z.string() }),
  }),
  event('MigrationBatchDone', {
    stored: 'cases.migration-batch-done',
    version: 1,
    schema: z.object({
      migrationId: id,
      run: z.int(),
      /** The last case looked at; absent where there was none. */
      upTo: id.optional(),
      blocked: z.array(z.object({ caseId: id, codes: z.array(z.string()) })),
      last: z.boolean(),
    }),
  }),
  event('MigrationDiscarded', {
    stored: 'cases.migration-discarded',
    version: 1,
    schema: z.object({ migrationId: id, reason: z.string() }),
  }),
);
export type MigrationEvent = EventsOf<typeof migrationEvents>;
export type PlannedMigration = Extract<MigrationEvent, { type: 'MigrationPlanned' }>['data'];
export type BlockedCase = Extract<MigrationEvent, { type: 'MigrationBatchDone' }>['data']['blocked'][number];
