import { defineSubscription } from '@doyak/kernel/event-store';
import type { StepEvent } from '../domain/step.events.js';

type Followed = Extract<
  StepEvent,
  {
    type:
      | 'StepOpened'
      | 'AttemptFailed'
      | 'StepNeedsPerson'
      | 'StepPaused'
      | 'StepResumed'
      | 'StepEnded'
      | 'StepStopped';
  }
>;

/**
 * Keeps one row per automated step that is not over. The row is what queues are rebuilt from; each change that makes it wait anew is another
 * delivery, with a job of its own.
 */
export const reviewWork = defineSubscription<Followed>({
  name: 'review-work',
  events: [
    ...(['StepOpened', 'AttemptFailed', 'StepNeedsPerson', 'StepPaused', 'StepResumed'] as const),
    ...(['StepEnded', 'StepStopped'] as const),
  ],
  batch: 500,
  handle: async ({ type, data, occurredAt }, tx) => {
    const { stepId } = data;
    switch (type) {
      case 'StepOpened': {
        const { spec, caseId } = data as Extract<Followed, { type: 'StepOpened' }>['data'];
        if (spec.kind !== 'automated') return;
        await tx.query({
          name: 'reviews-work-add',
          text: `insert into reviews.work (step_id, case_id, checker, status, attempt, delivery, due, waiting_since)
                 values ($1, $2, $3, 'waiting', 1, 1, now(), now()) on conflict do nothing`,
          values: [stepId, caseId, spec.checker],
        });
        return;
      }
      case 'AttemptFailed': {
        const { attempt, retryAt } = data as Extract<Followed, { type: 'AttemptFailed' }>['data'];
        if (retryAt === undefined) return;
        await tx.query(
          `update reviews.work set status = 'waiting', attempt = $2, delivery = delivery + 1, due = now() + $3 * interval '1 ms',
             waiting_since = now(), enqueued_at = null, worker = null, lease_until = null
           where step_id = $1 and attempt < $2`,
          // A pause, not an instant: work goes by the clock of PostgreSQL, events by that of the platform.
          [stepId, attempt + 1, Date.parse(retryAt) - Date.parse(occurredAt)],
        );
        return;
      }
      case 'StepNeedsPerson':
      case 'StepPaused':
        await tx.query(
          `update reviews.work set status = 'halted', worker = null, lease_until = null where step_id = $1`,
          [stepId],
        );
        return;
      case 'StepResumed':
        // The attempt moves on, so that a worker that has not noticed the pause cannot report any more.
        await tx.query(
          `update reviews.work set status = 'waiting', attempt = $2, delivery = delivery + 1, due = now(), waiting_since = now(), enqueued_at = null
           where step_id = $1 and status = 'halted'`,
          [stepId, (data as Extract<Followed, { type: 'StepResumed' }>['data']).attempt],
        );
        return;
      case 'StepEnded':
      case 'StepStopped':
        await tx.query({
          name: 'reviews-work-done',
          text: 'delete from reviews.work where step_id = $1',
          values: [stepId],
        });
    }
  },
});
