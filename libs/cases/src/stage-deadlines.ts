import { defineSubscription } from '@doyak/kernel/event-store';
import { clearTimers, clearTimersOf, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { CaseEvent } from './domain/case.events.js';
import { PassStageDeadline } from './features/pass-stage-deadline/pass-stage-deadline.js';

type Followed = Extract<
  CaseEvent,
  {
    type:
      | 'StageOpened'
      | 'StageReopened'
      | 'StageClosed'
      | 'StageClockPaused'
      | 'StageClockResumed'
      | 'StageDeadlinePassed'
      | 'CaseMigrated'
      | 'CaseClosed';
  }
>;

type Migrated = Extract<CaseEvent, { type: 'CaseMigrated' }>['data'];

const KIND = 'cases.stage-deadline';
const timerId = (caseId: string, stage: string) => `case:${caseId}:${stage}`;

const timerOf = (caseId: string, stage: string, endsBefore: string) => ({
  id: timerId(caseId, stage),
  kind: KIND,
  due: new Date(endsBefore),
  data: { caseId, stage, endsBefore },
});

/** Keeps one timer per open stage that has a deadline; a paused clock has none. */
export const stageDeadlines = defineSubscription<Followed>({
  name: 'case-stage-deadlines',
  events: [
    ...(['StageOpened', 'StageReopened', 'StageClosed', 'StageClockPaused', 'StageClockResumed'] as const),
    ...(['StageDeadlinePassed', 'CaseMigrated', 'CaseClosed'] as const),
  ],
  handle: async ({ type, data }, tx) => {
    const { caseId } = data;
    if (type === 'CaseClosed') return clearTimersOf(tx, `case:${caseId}:`);
    if (type === 'CaseMigrated') {
      await clearTimersOf(tx, `case:${caseId}:`);
      for (const { to, status, endsBefore } of (data as Migrated).stages)
        if (to !== null && status === 'open' && endsBefore !== undefined)
          await setTimer(tx, timerOf(caseId, to, endsBefore));
      return;
    }
    const { stage, endsBefore } = data as { stage: string; endsBefore?: string };
    const runs = type === 'StageOpened' || type === 'StageReopened' || type === 'StageClockResumed';
    if (!runs || endsBefore === undefined) return clearTimers(tx, [timerId(caseId, stage)]);
    await setTimer(tx, timerOf(caseId, stage, endsBefore));
  },
});

/** A case on hold is tried again until it is resumed. */
export const stageDeadlineTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { caseId, stage, endsBefore } = data as { caseId: string; stage: string; endsBefore: string };
    return (context) => new PassStageDeadline(caseId, stage, endsBefore, context);
  },
  settled: ['CASE_NOT_FOUND'],
};
