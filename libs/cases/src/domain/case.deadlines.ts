import type { CaseEvent } from './case.events.js';
import type { KnownCase } from './case.state.js';

/** When a run of a stage ends by the calendar as it is now. */
export interface StageDeadline {
  readonly stage: string;
  readonly run: number;
  /** First instant that is too late. */
  readonly endsBefore: string;
}

/**
 * Deadlines follow the calendar while they run: one whose clock stands still is computed when it goes on, one that has passed has passed, and none
 * moves into the past.
 */
export function moveDeadlines(
  state: KnownCase,
  { deadlines, now }: { readonly deadlines: readonly StageDeadline[]; readonly now: Date },
): CaseEvent[] {
  if (state.status === 'closed') return [];
  return deadlines.flatMap(({ stage, run, endsBefore }): CaseEvent[] => {
    const known = state.stages[stage];
    if (known?.status !== 'open' || known.run !== run || known.pausedAt !== undefined) return [];
    const { kind, endsBefore: was } = known;
    if (was === undefined || was === endsBefore || new Date(endsBefore) <= now) return [];
    const data = { caseId: state.caseId, stage, kind, run, was, endsBefore };
    return [{ type: 'StageDeadlineMoved', data: { ...data, because: 'calendar' } }];
  });
}
