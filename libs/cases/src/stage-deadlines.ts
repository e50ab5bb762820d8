import { defineSubscription } from '@doyak/kernel/event-store';
import { startOf } from '@doyak/kernel/calendar';
import { clearTimers, clearTimersOf, lookAnew, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { AgencyCalendarEvent } from '@doyak/programs';
import type { CaseEvent } from './domain/case.events.js';
import { MoveStageDeadlines } from './features/move-stage-deadlines/move-stage-deadlines.js';
import { PassStageDeadline } from './features/pass-stage-deadline/pass-stage-deadline.js';

type OfCase = Extract<
  CaseEvent,
  {
    type:
      | 'StageOpened'
      | 'StageReopened'
      | 'StageClosed'
      | 'StageClockPaused'
      | 'StageClockResumed'
      | 'StageDeadlineMoved'
      | 'StageDeadlinePassed'
      | 'CaseMigrated'
      | 'CaseClosed';
  }
>;

type Migrated = Extract<CaseEvent, { type: 'CaseMigrated' }>['data'];

type Followed = OfCase | AgencyCalendarEvent;

const KIND = 'cases.stage-deadline';
const ANEW = 'cases.stage-deadlines-anew';
/** Longer than whoever decided by the calendar as it was takes to have it written down and followed (ms). */
const AGAIN = 30_000;
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
    ...(['StageDeadlineMoved', 'StageDeadlinePassed', 'CaseMigrated', 'CaseClosed'] as const),
    ...(['CalendarDayDeclared', 'CalendarDayWithdrawn'] as const),
  ],
  handle: async ({ type, data, occurredAt }, tx) => {
    if (type === 'CalendarDayDeclared' || type === 'CalendarDayWithdrawn')
      return lookAnew(tx, {
        ...{ kind: KIND, after: startOf((data as AgencyCalendarEvent['data']).date), about: 'caseId' },
        ...{ as: ANEW, at: new Date(occurredAt), againMs: AGAIN },
      });
    const { caseId } = data as OfCase['data'];
    if (type === 'CaseClosed') return clearTimersOf(tx, `case:${caseId}:`);
    if (type === 'CaseMigrated') {
      await clearTimersOf(tx, `case:${caseId}:`);
      for (const { to, status, endsBefore } of (data as Migrated).stages)
        if (to !== null && status === 'open' && endsBefore !== undefined)
          await setTimer(tx, timerOf(caseId, to, endsBefore));
      return;
    }
    const { stage, endsBefore } = data as { stage: string; endsBefore?: string };
    const runs = RUNS.has(type);
    if (!runs || endsBefore === undefined) return clearTimers(tx, [timerId(caseId, stage)]);
    await setTimer(tx, timerOf(caseId, stage, endsBefore));
  },
});

const RUNS: ReadonlySet<string> = new Set([
  'StageOpened',
  'StageReopened',
  'StageClockResumed',
  'StageDeadlineMoved',
]);

/** The calendar has changed. */
export const stageDeadlinesAnew: TimerHandler = {
  kind: ANEW,
  fire:
    ({ data }) =>
    (context) =>
      new MoveStageDeadlines((data as { caseId: string }).caseId, context),
  settled: ['CASE_NOT_FOUND'],
};

/** A case on hold is tried again until it is resumed. */
export const stageDeadlineTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { caseId, stage, endsBefore } = data as { caseId: string; stage: string; endsBefore: string };
    return (context) => new PassStageDeadline(caseId, stage, endsBefore, context);
  },
  settled: ['CASE_NOT_FOUND'],
};
