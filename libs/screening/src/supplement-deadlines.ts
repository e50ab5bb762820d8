import { defineSubscription } from '@doyak/kernel/event-store';
import { clearTimers, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { ScreeningEvent } from './domain/screening.events.js';
import { LapseSupplement } from './features/lapse-supplement/lapse-supplement.js';

type Followed = Extract<
  ScreeningEvent,
  {
    type:
      | 'SupplementRequested'
      | 'SupplementAnswered'
      | 'SupplementLapsed'
      | 'ScreeningDecided'
      | 'ScreeningStopped';
  }
>;

const KIND = 'screening.supplement-deadline';
const timerId = (id: string) => `screening:${id}:supplement`;

/** Keeps one timer per screening that waits for an answer. */
export const supplementDeadlines = defineSubscription<Followed>({
  name: 'screening-supplement-deadlines',
  events: [
    ...(['SupplementRequested', 'SupplementAnswered', 'SupplementLapsed'] as const),
    ...(['ScreeningDecided', 'ScreeningStopped'] as const),
  ],
  handle: async ({ type, data }, tx) => {
    const { screeningId } = data;
    if (type !== 'SupplementRequested') return clearTimers(tx, [timerId(screeningId)]);
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
