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
    case 'StageDeadlinePassed':
      return withStage(event.data.stage, { endsBefore: undefined, escalated: event.data.escalated });
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
