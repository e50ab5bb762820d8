import { defineReaction } from '@doyak/kernel/event-store';
import type { StepEvent } from '../domain/step.events.js';
import { AskPartner } from '../features/ask-partner/ask-partner.js';
import { BalanceTask } from '../features/assign-task/balance-task.js';

type Followed = Extract<StepEvent, { type: 'StepOpened' | 'OpinionGiven' | 'TaskReleased' }>;

/** Asks the partner of an external step where there is only one; gives a balanced task to whoever has the fewest. */
export const whenStepOpened = defineReaction<Followed>({
  name: 'when-step-opened-ask-or-assign',
  events: ['StepOpened', 'OpinionGiven', 'TaskReleased'],
  react: ({ type, data }) => {
    const { stepId } = data;
    if (type !== 'StepOpened') return [(context) => new BalanceTask(stepId, context)];
    const { spec } = data as Extract<Followed, { type: 'StepOpened' }>['data'];
    if (spec.kind === 'external') return [(context) => new AskPartner(stepId, undefined, context)];
    if (spec.kind === 'human' && spec.assignment === 'balanced')
      return [(context) => new BalanceTask(stepId, context)];
    return [];
  },
  settled: [
    'PARTNER_NOT_ONE',
    'DEADLINE_UNKNOWN',
    'STEP_NOT_RUNNING',
    'STEP_CLOSED',
    'TASK_NOT_BALANCED',
    'NOBODY_FREE',
  ],
});
