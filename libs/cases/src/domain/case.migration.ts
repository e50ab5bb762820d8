import { type Given, Refusal } from '@doyak/kernel/decider';
import type { CaseEvent, Facts } from './case.events.js';
import { type CasePlan, SUPERSEDED } from './case-plan.js';
import type { KnownCase } from './case.state.js';

type Migrated = Extract<CaseEvent, { type: 'CaseMigrated' }>['data'];

/** What becomes of a stage. */
export interface StageMoved {
  /** null: comes back from what the migration that is undone gave up. */
  readonly from: string | null;
  /** null: given up. */
  readonly to: string | null;
  readonly anew: boolean;
  /** Of an open stage: first instant that is too late. */
  readonly endsBefore?: string;
}

/** Takes a case to another version of its program; `plan` is of the new version, with the facts as they will be. */
export type MigrateCase = {
  readonly type: 'MigrateCase';
  readonly stages: readonly StageMoved[];
  readonly facts: Facts;
  readonly plan: CasePlan;
} & Pick<
  Migrated,
  'migrationId' | 'fromVersion' | 'toVersion' | 'plannedBy' | 'executedBy' | 'reason' | 'undoes'
>;

/** The move itself; what opens by itself under the new version follows it. None where the migration has moved the case already. */
export function migrateCase(state: KnownCase, command: Given<MigrateCase>): CaseEvent[] {
  const { migrationId, fromVersion, toVersion, undoes, stages, plan } = command;
  if (state.migratedBy === migrationId && state.programVersion === toVersion) return [];
  if (state.status === 'closed') throw new Refusal('conflict', 'CASE_CLOSED', 'The case is closed');
  if (state.status === 'held') throw new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
  if (state.programVersion !== fromVersion || (undoes !== undefined && state.migratedBy !== undoes))
    throw new Refusal('conflict', 'CASE_MIGRATED', 'The case is of another program version');
  refuseMovedOn(state, stages);
  const superseded = stages.filter(({ anew }) => anew);
  const data: Migrated = {
    ...{ caseId: state.caseId, migrationId, programId: state.programId, fromVersion, toVersion },
    ...{ fromTrack: state.track, toTrack: plan.track, plannedBy: command.plannedBy },
    ...{ executedBy: command.executedBy, reason: command.reason, undoes },
    stages: stages.map((stage) => told(state, command, stage)),
    facts: command.facts,
  };
  return [
    ...superseded.map(({ from }) => ended(state, from!)),
    { type: 'CaseMigrated', data },
    ...superseded.map(({ from, to, endsBefore }) => begun(state, plan, from!, to!, command.now, endsBefore)),
  ];
}

/** The plan was made from the case as it was; if a stage opened or closed since, it is made again. */
function refuseMovedOn(state: KnownCase, stages: readonly StageMoved[]): void {
  const named = new Set(stages.flatMap(({ from }) => (from === null ? [] : [from])));
  const under = Object.entries(state.stages).filter(([, { status }]) => status !== 'ready');
  const wrong =
    under.length !== named.size ||
    under.some(([stage]) => !named.has(stage)) ||
    stages.some(({ from, to, anew }) =>
      from !== null && state.stages[from]?.status !== 'open' ? anew : from !== null && to === null,
    );
  if (wrong) throw new Refusal('conflict', 'CASE_MOVED_ON', 'The case has moved on meanwhile');
}

function told(
  state: KnownCase,
  { undoes }: MigrateCase,
  { from, to, anew, endsBefore }: StageMoved,
): Migrated['stages'][number] {
  const back = undoes === undefined ? undefined : state.aside[undoes]?.stages[to ?? ''];
  const { kind = '', status, outcome } = (from === null ? back : state.stages[from]) ?? {};
  if (anew) return { from, to, kind, status: 'anew' };
  return status === 'open'
    ? { from, to, kind, status: 'open', endsBefore }
    : { from, to, kind, status: 'closed', outcome };
}

function ended(state: KnownCase, stage: string): CaseEvent {
  const { kind, run } = state.stages[stage]!;
  const data = { ...ofCase(state), stage, kind, run, outcome: SUPERSEDED, decidedBy: [] };
  return { type: 'StageClosed', data };
}

/** Opens under the new version. Its run goes on counting, so that no work is mistaken for earlier work. */
function begun(
  state: KnownCase,
  plan: CasePlan,
  from: string,
  to: string,
  now: Date,
  endsBefore: string | undefined,
): CaseEvent {
  const { kind, run } = state.stages[from]!;
  const of = { ...ofCase(state), programVersion: plan.version, track: plan.track };
  const opening = { stage: to, kind, run: run + 1, openedAt: now.toISOString(), endsBefore };
  return { type: 'StageOpened', data: { ...of, ...opening } };
}

function ofCase({ caseId, applicationId, roundId, programId, programVersion, track }: KnownCase) {
  return { caseId, applicationId, roundId, programId, programVersion, track };
}
