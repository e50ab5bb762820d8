import type { ApplicationEvent } from '@doyak/applications';
import { defineReaction } from '@doyak/kernel/event-store';
import { CloseCase } from '../features/close-case/close-case.js';
import { OpenCase } from '../features/open-case/open-case.js';

type Followed = Extract<ApplicationEvent, { type: 'ApplicationSubmitted' | 'ApplicationWithdrawn' }>;

/** One reaction for both, so that a withdrawal is never taken in before the submission that it follows. */
export const whenApplicationSubmittedOrWithdrawn = defineReaction<Followed>({
  name: 'when-application-submitted-or-withdrawn-open-or-close-case',
  events: ['ApplicationSubmitted', 'ApplicationWithdrawn'],
  react: ({ type, data, caseId }) => [
    (context) =>
      type === 'ApplicationSubmitted'
        ? new OpenCase(data as Extract<Followed, { type: 'ApplicationSubmitted' }>['data'], context)
        : new CloseCase(caseId!, 'withdrawn', (data as { reason: string }).reason, context),
  ],
  // A draft that is withdrawn has no case.
  settled: ['CASE_CLOSED', 'CASE_NOT_FOUND'],
});
