import { defineSubscription } from '@doyak/kernel/event-store';
import { clearTimersOf, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import { clocksOf } from './domain/step-clocks.js';
import type { Clock, StepEvent, StepOpening } from './domain/step.events.js';
import { PassClock } from './features/pass-clock/pass-clock.js';

type Followed = Extract<
  StepEvent,
  {
    type:
      | 'StepOpened'
      | 'ExternalRequestMade'
      | 'ExternalRequestAnswered'
      | 'StepPaused'
      | 'StepNeedsPerson'
      | 'StepResumed'
      | 'StepEnded'
      | 'StepStopped';
  }
>;

const KIND = 'reviews.step-clock';
const prefix = (stepId: string) => `reviews:${stepId}:`;

/** Keeps the timers of steps: reminders, ends of deadlines. While a step is paused it has none. */
export const stepClocks = defineSubscription<Followed>({
  name: 'reviews-step-clocks',
  events: [
    ...(['StepOpened', 'ExternalRequestMade', 'ExternalRequestAnswered', 'StepPaused'] as const),
    ...(['StepNeedsPerson', 'StepResumed', 'StepEnded', 'StepStopped'] as const),
  ],
  handle: async ({ type, data }, tx) => {
    const { stepId } = data;
    const clocks = clocksAfter(type, data);
    if (type !== 'StepOpened') await clearTimersOf(tx, prefix(stepId));
    for (const clock of clocks) {
      const id = `${prefix(stepId)}${clock.what}:${clock.at}`;
      await setTimer(tx, { id, kind: KIND, due: new Date(clock.at), data: { stepId, clock } });
    }
  },
});

function clocksAfter(type: Followed['type'], data: Followed['data']): readonly Clock[] {
  if (type === 'StepResumed') return (data as Extract<Followed, { type: 'StepResumed' }>['data']).clocks;
  const none = { remindedAt: [], escalated: false, request: undefined };
  if (type === 'StepOpened') {
    const { spec } = data as StepOpening;
    return spec.kind === 'human' ? clocksOf({ spec, ...none }) : [];
  }
  if (type !== 'ExternalRequestMade') return [];
  const { requestId, answerBefore, remindAt } = data as Extract<
    Followed,
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
