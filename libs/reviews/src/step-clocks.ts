import { defineSubscription, type LoggedEvent } from '@doyak/kernel/event-store';
import type { CaseEvent } from '@doyak/cases';
import { startOf } from '@doyak/kernel/calendar';
import { clearTimersOf, lookAnew, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { AgencyCalendarEvent } from '@doyak/programs';
import { clocksOf } from './domain/step-clocks.js';
import type { BecauseOfMove, Clock, StepEvent, StepOpening } from './domain/step.events.js';
import { MoveDeadline } from './features/move-deadline/move-deadline.js';
import { PassClock } from './features/pass-clock/pass-clock.js';

type OfStep = Extract<
  StepEvent,
  {
    type:
      | 'StepOpened'
      | 'ExternalRequestMade'
      | 'ExternalRequestAnswered'
      | 'TaskDueMoved'
      | 'ExternalRequestMoved'
      | 'StepPaused'
      | 'StepNeedsPerson'
      | 'StepResumed'
      | 'StepEnded'
      | 'StepStopped';
  }
>;

type Migrated = Extract<CaseEvent, { type: 'CaseMigrated' }>;
type Followed = OfStep | AgencyCalendarEvent | Migrated;

const KIND = 'reviews.step-clock';
const ANEW = 'reviews.deadlines-anew';
/** Longer than whoever decided by the calendar as it was takes to have it written down and followed (ms). */
const AGAIN = 30_000;
const prefix = (stepId: string) => `reviews:${stepId}:`;

/**
 * Keeps the timers of steps: reminders, ends of deadlines. While a step is paused it has none. Where the calendar changes, or the case goes to another
 * version, each open deadline is looked at anew.
 */
export const stepClocks = defineSubscription<Followed>({
  name: 'reviews-step-clocks',
  events: [
    ...(['StepOpened', 'ExternalRequestMade', 'ExternalRequestAnswered', 'StepPaused'] as const),
    ...(['StepNeedsPerson', 'StepResumed', 'StepEnded', 'StepStopped'] as const),
    ...(['TaskDueMoved', 'ExternalRequestMoved'] as const),
    ...(['CalendarDayDeclared', 'CalendarDayWithdrawn', 'CaseMigrated'] as const),
  ],
  handle: async (event, tx) => {
    const changed = changeOf(event);
    if (changed) return lookAnew(tx, { kind: KIND, about: 'stepId', as: ANEW, ...changed });
    const { type, data } = event as OfStep;
    const { stepId, caseId } = data;
    const clocks = clocksAfter(type, data);
    if (type !== 'StepOpened') await clearTimersOf(tx, prefix(stepId));
    for (const clock of clocks) {
      const id = `${prefix(stepId)}${clock.what}:${clock.at}`;
      await setTimer(tx, { id, kind: KIND, due: new Date(clock.at), data: { stepId, caseId, clock } });
    }
  },
});

/** What has to be looked at anew; none after an event of a step. */
function changeOf({ type, data, occurredAt }: LoggedEvent<Followed>) {
  const at = new Date(occurredAt);
  if (type === 'CaseMigrated') {
    const { caseId } = data as Migrated['data'];
    return { where: { caseId }, data: { because: 'definition' }, at, againMs: AGAIN };
  }
  if (type !== 'CalendarDayDeclared' && type !== 'CalendarDayWithdrawn') return undefined;
  const after = startOf((data as AgencyCalendarEvent['data']).date);
  return { after, data: { because: 'calendar' }, at, againMs: AGAIN };
}

function clocksAfter(type: OfStep['type'], data: OfStep['data']): readonly Clock[] {
  if (type === 'StepResumed' || type === 'TaskDueMoved' || type === 'ExternalRequestMoved')
    return (data as { clocks: Clock[] }).clocks;
  const none = { remindedAt: [], escalated: false, request: undefined };
  if (type === 'StepOpened') {
    const { spec } = data as StepOpening;
    return spec.kind === 'human' ? clocksOf({ spec, ...none }) : [];
  }
  if (type !== 'ExternalRequestMade') return [];
  const { requestId, answerBefore, remindAt } = data as Extract<
    OfStep,
    { type: 'ExternalRequestMade' }
  >['data'];
  const request = { requestId, answerBefore, remindAt, answers: [], lapsed: false };
  return clocksOf({ spec: { kind: 'external' }, ...none, request });
}

export const stepClockTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { stepId, clock } = data as { stepId: string; clock: Clock };
    return (context) => new PassClock(stepId, clock, context);
  },
  settled: ['STEP_NOT_FOUND', 'REQUEST_NOT_FOUND'],
};

/** The calendar or the definition has changed. */
export const deadlinesAnew: TimerHandler = {
  kind: ANEW,
  fire: ({ data }) => {
    const { stepId, because } = data as { stepId: string; because: BecauseOfMove };
    return (context) => new MoveDeadline(stepId, because, context);
  },
  settled: ['STEP_NOT_FOUND'],
};
