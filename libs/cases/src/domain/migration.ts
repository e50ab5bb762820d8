import { type Actor, type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { BlockedCase, MigrationEvent, PlannedMigration } from './migration.events.js';

export type MigrationCommand =
  | ({ type: 'PlanMigration' } & Omit<PlannedMigration, 'plannedBy'>)
  | { type: 'StartMigration' }
  | {
      type: 'RecordMigrationBatch';
      run: number;
      upTo?: string;
      blocked: readonly BlockedCase[];
      last: boolean;
    }
  | { type: 'DiscardMigration'; reason: string };

export type KnownMigration = PlannedMigration & {
  readonly status: 'planned' | 'running' | 'finished' | 'discarded';
  readonly run: number;
  readonly executedBy: string | undefined;
  /** Last case of the batch done last; a run goes on behind it. */
  readonly upTo: string | undefined;
  /** Of the last run. */
  readonly blocked: readonly BlockedCase[];
};
export type MigrationState = { readonly status: 'none' } | KnownMigration;

/**
 * A migration (버전 이관): takes cases under way to another version of their program. One person plans it, another carries it out; it runs in
 * batches that are recorded, and may be run again for cases that were blocked.
 */
export const migration: Decider<MigrationState, MigrationCommand, MigrationEvent> = {
  name: 'migration',
  initialState: { status: 'none' },
  evolve(state, { type, data }) {
    if (type === 'MigrationPlanned')
      return { ...data, status: 'planned', run: 0, executedBy: undefined, upTo: undefined, blocked: [] };
    if (state.status === 'none') return state;
    switch (type) {
      case 'MigrationStarted': {
        const { run, executedBy } = data;
        return { ...state, status: 'running', run, executedBy, upTo: undefined, blocked: [] };
      }
      case 'MigrationBatchDone': {
        const { upTo, blocked, last } = data;
        const status = last ? 'finished' : state.status;
        return { ...state, status, upTo: upTo ?? state.upTo, blocked: [...state.blocked, ...blocked] };
      }
      case 'MigrationDiscarded':
        return { ...state, status: 'discarded' };
    }
  },
  decide,
};

function decide(command: Given<MigrationCommand>, state: MigrationState): MigrationEvent[] {
  if (command.type === 'PlanMigration') {
    if (state.status !== 'none') throw new Refusal('conflict', 'MIGRATION_EXISTS', 'It is planned already');
    const { type: _type, now: _now, actor, ...plan } = command;
    return [{ type: 'MigrationPlanned', data: { ...plan, plannedBy: actor.id } }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'MIGRATION_NOT_FOUND', 'There is no such migration');
  const { migrationId } = state;
  switch (command.type) {
    case 'StartMigration': {
      if (state.status === 'running')
        throw new Refusal('conflict', 'MIGRATION_RUNNING', 'The migration is being carried out');
      refuseDiscarded(state);
      refusePlanner(state, command.actor);
      const data = { migrationId, run: state.run + 1, executedBy: command.actor.id };
      return [{ type: 'MigrationStarted', data }];
    }
    case 'RecordMigrationBatch': {
      const { run, upTo, blocked, last } = command;
      if (state.status !== 'running' || state.run !== run) return [];
      const data = { migrationId, run, upTo, blocked: [...blocked], last };
      return [{ type: 'MigrationBatchDone', data }];
    }
    case 'DiscardMigration':
      refuseDiscarded(state);
      if (state.status !== 'planned')
        throw new Refusal('conflict', 'MIGRATION_STARTED', 'It has been carried out; undo it instead');
      return [{ type: 'MigrationDiscarded', data: { migrationId, reason: command.reason } }];
  }
}

function refuseDiscarded({ status }: KnownMigration): void {
  if (status === 'discarded')
    throw new Refusal('conflict', 'MIGRATION_DISCARDED', 'The migration was discarded');
}

/** Four eyes: whoever planned it does not carry it out, and no key does. */
function refusePlanner({ plannedBy }: KnownMigration, { id, kind }: Actor): void {
  if (kind === 'key' || id === plannedBy)
    throw new Refusal(
      'rule',
      'PLANNER_MAY_NOT_EXECUTE',
      'Another person carries out what this one planned (four eyes)',
    );
}
