import { defineSubscription } from '@doyak/kernel/event-store';
import { startOf } from '@doyak/kernel/calendar';
import { clearTimers, lookAnew, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { AgencyCalendarEvent } from '@doyak/programs';
import type { ScreeningEvent } from './domain/screening.events.js';
import { ExtendSupplement } from './features/extend-supplement/extend-supplement.js';
import { LapseSupplement } from './features/lapse-supplement/lapse-supplement.js';

type OfScreening = Extract<
  ScreeningEvent,
  {
    type:
      | 'SupplementRequested'
      | 'SupplementExtended'
      | 'SupplementAnswered'
      | 'SupplementLapsed'
      | 'ScreeningDecided'
      | 'ScreeningStopped';
  }
>;

type Followed = OfScreening | AgencyCalendarEvent;

const KIND = 'screening.supplement-deadline';
const ANEW = 'screening.supplement-deadline-anew';
/** Longer than whoever decided by the calendar as it was takes to have it written down and followed (ms). */
const AGAIN = 30_000;
const timerId = (id: string) => `screening:${id}:supplement`;

/** Keeps one timer per screening that waits for an answer. */
export const supplementDeadlines = defineSubscription<Followed>({
  name: 'screening-supplement-deadlines',
  events: [
    ...(['SupplementRequested', 'SupplementExtended', 'SupplementAnswered', 'SupplementLapsed'] as const),
    ...(['ScreeningDecided', 'ScreeningStopped'] as const),
    ...(['CalendarDayDeclared', 'CalendarDayWithdrawn'] as const),
  ],
  handle: async ({ type, data, occurredAt }, tx) => {
    if (type === 'CalendarDayDeclared' || type === 'CalendarDayWithdrawn')
      return lookAnew(tx, {
        ...{ kind: KIND, after: startOf((data as AgencyCalendarEvent['data']).date), about: 'screeningId' },
        ...{ as: ANEW, at: new Date(occurredAt), againMs: AGAIN },
      });
    const { screeningId } = data as OfScreening['data'];
    if (type !== 'SupplementRequested' && type !== 'SupplementExtended')
      return clearTimers(tx, [timerId(screeningId)]);
    const { request, answerBefore } = data as { request: number; answerBefore: string };
    await setTimer(tx, {
      id: timerId(screeningId),
      kind: KIND,
      due: new Date(answerBefore),
      data: { screeningId, request },
    });
  },
});

export const supplementDeadlineTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { screeningId, request } = data as { screeningId: string; request: number };
    return (context) => new LapseSupplement(screeningId, request, context);
  },
  settled: ['SCREENING_NOT_FOUND'],
};

/** The calendar has changed. */
export const supplementsAnew: TimerHandler = {
  kind: ANEW,
  fire: ({ data }) => {
    const { screeningId } = data as { screeningId: string };
    return (context) => new ExtendSupplement(screeningId, context);
  },
  settled: ['SCREENING_NOT_FOUND'],
};
