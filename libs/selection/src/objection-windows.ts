import { defineSubscription } from '@doyak/kernel/event-store';
import { clearTimers, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { ObjectionEvent } from './domain/objection.events.js';
import { CloseObjectionWindow } from './features/close-objection-window/close-objection-window.js';

type Followed = Extract<
  ObjectionEvent,
  { type: 'ObjectionWindowOpened' | 'ObjectionFiled' | 'ObjectionWindowClosed' | 'ObjectionStopped' }
>;

const KIND = 'selection.objection-window';
const timerId = (id: string) => `objection:${id}:window`;

/** Keeps one timer per objection that may still be filed. */
export const objectionWindows = defineSubscription<Followed>({
  name: 'selection-objection-windows',
  events: ['ObjectionWindowOpened', 'ObjectionFiled', 'ObjectionWindowClosed', 'ObjectionStopped'],
  handle: async ({ type, data }, tx) => {
    const { objectionId } = data;
    if (type !== 'ObjectionWindowOpened') return clearTimers(tx, [timerId(objectionId)]);
    await setTimer(tx, {
      id: timerId(objectionId),
      kind: KIND,
      due: new Date((data as { windowBefore: string }).windowBefore),
      data: { objectionId },
    });
  },
});

export const objectionWindowTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { objectionId } = data as { objectionId: string };
    return (context) => new CloseObjectionWindow(objectionId, context);
  },
  settled: ['OBJECTION_NOT_FOUND'],
};
