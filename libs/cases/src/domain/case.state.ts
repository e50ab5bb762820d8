import type { CaseEvent, CaseOutcome, Facts } from './case.events.js';
import { SKIPPED } from './case-plan.js';

export interface StageState {
  readonly kind: string;
  readonly status: 'ready' | 'open' | 'closed';
  /** 1 for the first time, one more each time it is reopened; 0 while only ready. */
  readonly run: number;
  readonly outcome: string | undefined;
  readonly decidedBy: readonly string[];
  readonly openedAt: string | undefined;
  readonly endsBefore: string | undefined;
  /** Earlier pauses of its clock. */
  readonly pauses: readonly { readonly pausedAt: string; readonly resumedAt: string }[];
  readonly pausedAt: string | undefined;
  readonly escalated: boolean;
}

export interface KnownCase {
  readonly status: 'open' | 'held' | 'closed';
  readonly caseId: string;
  readonly number: string;
  readonly applicationId: string;
  readonly roundId: string;
  readonly programId: string;
  readonly programVersion: number;
  readonly track: string;
  readonly applicant: { readonly personId: string; readonly organisationId?: string };
  readonly responsible: string | undefined;
  readonly stages: Readonly<Record<string, StageState>>;
  /** What stages have established so far. */
  readonly facts: Facts;
  readonly closed: { readonly as: CaseOutcome; readonly stage?: string } | undefined;
  /** The migration that moved it last. */
  readonly migratedBy: string | undefined;
  /** By migration. */
  readonly aside: Readonly<Record<string, SetAside>>;
}

/** What a migration put aside, for the way back. */
export interface SetAside {
  readonly track: string;
  /** Stages given up, by their old names. */
  readonly stages: Readonly<Record<string, StageState>>;
  readonly names: readonly { readonly from: string; readonly to: string; readonly anew: boolean }[];
  /** What the facts it set were before; null: nothing. */
  readonly facts: Facts;
}

export type CaseState = { readonly status: 'none' } | KnownCase;

export function evolve(state: CaseState, event: CaseEvent): CaseState {
  if (event.type === 'CaseOpened') {
    return {
      ...event.data,
      status: 'open',
      responsible: undefined,
      stages: {},
      facts: {},
      closed: undefined,
      migratedBy: undefined,
      aside: {},
    };
  }
  if (state.status === 'none') return state;
  const withStage = (stage: string, change: Partial<StageState>): KnownCase => ({
    ...state,
    stages: { ...state.stages, [stage]: { ...(state.stages[stage] ?? unseen), ...change } },
  });
  switch (event.type) {
    case 'StageReady':
      return withStage(event.data.stage, { kind: event.data.kind, status: 'ready' });
    case 'StageOpened':
    case 'StageReopened': {
      const { stage, kind, run, openedAt, endsBefore } = event.data;
      return withStage(stage, { ...unseen, kind, status: 'open', run, openedAt, endsBefore });
    }
    case 'StageSkipped':
      return withStage(event.data.stage, { kind: event.data.kind, status: 'closed', outcome: SKIPPED });
    case 'StageClosed': {
      const { stage, outcome, decidedBy, facts } = event.data;
      const closed = withStage(stage, { status: 'closed', outcome, decidedBy, pausedAt: undefined });
      return facts ? { ...closed, facts: { ...state.facts, ...facts } } : closed;
    }
    case 'StageClockPaused':
      return withStage(event.data.stage, { pausedAt: event.data.pausedAt });
    case 'StageClockResumed': {
      const { stage, resumedAt, endsBefore } = event.data;
      const { pauses, pausedAt } = state.stages[stage] ?? unseen;
      const done = pausedAt === undefined ? pauses : [...pauses, { pausedAt, resumedAt }];
      return withStage(stage, { pausedAt: undefined, pauses: done, endsBefore });
    }
    case 'StageDeadlineMoved':
      return withStage(event.data.stage, { endsBefore: event.data.endsBefore });
    case 'StageDeadlinePassed':
      return withStage(event.data.stage, { endsBefore: undefined, escalated: event.data.escalated });
    case 'CaseMigrated':
      return migrated(state, event.data);
    case 'CaseHeld':
      return { ...state, status: 'held' };
    case 'CaseResumed':
    case 'CaseReopened':
      return { ...state, status: 'open', closed: undefined };
    case 'CaseAssigned':
      return { ...state, responsible: event.data.responsible };
    case 'CaseClosed':
      return { ...state, status: 'closed', closed: { as: event.data.as, stage: event.data.stage } };
  }
}

function migrated(state: KnownCase, data: Extract<CaseEvent, { type: 'CaseMigrated' }>['data']): KnownCase {
  const { migrationId, undoes, toVersion, toTrack, stages, facts } = data;
  const back = undoes === undefined ? undefined : state.aside[undoes];
  const kept: Record<string, StageState> = {};
  const givenUp: Record<string, StageState> = {};
  const names: SetAside['names'][number][] = [];
  for (const { from, to, status, endsBefore } of stages) {
    const known = from === null ? back?.stages[to ?? ''] : state.stages[from];
    if (from !== null && to !== null) names.push({ from, to, anew: status === 'anew' });
    if (!known || status === 'anew') continue;
    if (to === null) givenUp[from!] = known;
    else kept[to] = status === 'open' ? { ...known, endsBefore } : known;
  }
  const before = Object.keys(facts).map((name) => [name, state.facts[name] ?? null] as const);
  const all = Object.entries({ ...state.facts, ...facts }).filter(([, value]) => value !== null);
  const aside = { track: state.track, stages: givenUp, names, facts: Object.fromEntries(before) };
  return {
    ...{ ...state, programVersion: toVersion, track: toTrack, stages: kept },
    ...{ facts: Object.fromEntries(all), migratedBy: migrationId },
    aside: { ...state.aside, [migrationId]: aside },
  };
}

const unseen: StageState = {
  kind: '',
  status: 'ready',
  run: 0,
  outcome: undefined,
  decidedBy: [],
  openedAt: undefined,
  endsBefore: undefined,
  pauses: [],
  pausedAt: undefined,
  escalated: false,
};

export function outcomesOf(state: KnownCase): ReadonlyMap<string, string> {
  return new Map(
    Object.entries(state.stages).flatMap(([stage, { outcome }]) =>
      outcome === undefined ? [] : [[stage, outcome] as const],
    ),
  );
}
