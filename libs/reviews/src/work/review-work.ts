import { defineSubscription, type LoggedEvent } from '@doyak/kernel/event-store';
import type pg from 'pg';
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

type Data<Type extends Followed['type']> = Extract<Followed, { type: Type }>['data'];

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
  handleAll: async (events, tx) => {
    const rows = new NewAndGone();
    for (const event of events) {
      if (rows.take(event)) continue;
      // What changes a row comes after what makes it.
      await rows.write(tx);
      await change(event, tx);
    }
    await rows.write(tx);
  },
});

/** Rows to be added and taken away: nearly all that happens, and one statement each for a whole batch. */
class NewAndGone {
  private readonly added = new Map<string, Data<'StepOpened'>>();
  private readonly gone = new Set<string>();

  /** Whether the event is noted here. A step that ends in the batch in which it opens leaves no trace. */
  take({ type, data }: LoggedEvent<Followed>): boolean {
    const { stepId } = data;
    if (type === 'StepOpened') {
      const opening = data as Data<'StepOpened'>;
      if (opening.spec.kind === 'automated') this.added.set(stepId, opening);
      return true;
    }
    if (type !== 'StepEnded' && type !== 'StepStopped') return false;
    if (!this.added.delete(stepId)) this.gone.add(stepId);
    return true;
  }

  async write(tx: pg.PoolClient): Promise<void> {
    if (this.added.size > 0) {
      const added = [...this.added.values()];
      await tx.query({
        name: 'reviews-work-add',
        text: `insert into reviews.work (step_id, case_id, checker, status, attempt, delivery, due, waiting_since)
               select step_id, case_id, checker, 'waiting', 1, 1, now(), now()
               from unnest($1::uuid[], $2::uuid[], $3::text[]) as opened(step_id, case_id, checker) on conflict do nothing`,
        values: [
          added.map(({ stepId }) => stepId),
          added.map(({ caseId }) => caseId),
          added.map(({ spec }) => (spec as { checker: string }).checker),
        ],
      });
      this.added.clear();
    }
    if (this.gone.size > 0) {
      await tx.query({
        name: 'reviews-work-done',
        text: `with gone as (delete from reviews.work where step_id = any($1))
               delete from reviews.items where step_id = any($1)`,
        values: [[...this.gone]],
      });
      this.gone.clear();
    }
  }
}

async function change({ type, data, occurredAt }: LoggedEvent<Followed>, tx: pg.PoolClient): Promise<void> {
  const { stepId } = data;
  switch (type) {
    case 'AttemptFailed': {
      const { attempt, retryAt } = data as Data<'AttemptFailed'>;
      if (retryAt === undefined) return;
      await tx.query(
        `update reviews.work set status = 'waiting', attempt = $2, delivery = delivery + 1, due = now() + $3 * interval '1 ms',
           waiting_since = now(), enqueued_at = null, worker = null, lease_until = null
         where step_id = $1 and attempt < $2`,
        // A pause, not an instant: work goes by the clock of PostgreSQL, events by that of the platform.
        [stepId, attempt + 1, Date.parse(retryAt) - Date.parse(occurredAt)],
      );
      return tryPartsAgain(stepId, tx);
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
        [stepId, (data as Data<'StepResumed'>).attempt],
      );
      return tryPartsAgain(stepId, tx);
  }
}

/** Parts that are done stay done; those that failed, or that a pause caught at work, are for the next attempt. */
async function tryPartsAgain(stepId: string, tx: pg.PoolClient): Promise<void> {
  await tx.query(
    `update reviews.items set status = 'waiting', failures = 0, due = now(), worker = null, lease_until = null, fault = null
     where step_id = $1 and status in ('failed', 'running')`,
    [stepId],
  );
}
