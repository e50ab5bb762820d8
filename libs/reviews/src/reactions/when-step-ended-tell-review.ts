import { defineReaction } from '@doyak/kernel/event-store';
import type { StepEvent } from '../domain/step.events.js';
import { ReturnStep } from '../features/return-step/return-step.js';

type Followed = Extract<StepEvent, { type: 'StepEnded' }>;

export const whenStepEnded = defineReaction<Followed>({
  name: 'when-step-ended-tell-review',
  events: ['StepEnded'],
  react: ({ data }) => [(context) => new ReturnStep(data, context)],
});
