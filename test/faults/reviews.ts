import assert from 'node:assert/strict';
import { stepEvents } from '../../libs/reviews/src/domain/step.events.js';
import { step } from '../../libs/reviews/src/domain/step.js';
import type { KnownStep } from '../../libs/reviews/src/domain/step.state.js';
import { stepStream } from '../../libs/reviews/src/review-ids.js';
import { openTestStore, type TestStore } from '../../libs/kernel/testing/src/test-store.js';
import { type FaultCluster, query } from './cluster.js';
import { itemsTable, prepareReviews } from './review-worker.js';
import { eventually, type TestDatabase } from './store.js';

/** A database for reviews and a store to give commands through and to look with; nothing runs in this process. */
export async function withReviews<Result>(
  cluster: FaultCluster,
  work: (at: { database: TestDatabase; fixture: TestStore }) => Promise<Result>,
): Promise<Result> {
  const database = await cluster.database();
  await prepareReviews(database.ownerUrl);
  await query(database.ownerUrl, itemsTable);
  const fixture = await openTestStore({ events: stepEvents, on: database });
  try {
    return await work({ database, fixture });
  } finally {
    await fixture.stop();
    await database.drop();
  }
}

export async function stepOf({ store }: TestStore, stepId: string): Promise<KnownStep> {
  const { state } = await store.load(stepStream(stepId), step);
  assert.notEqual(state.status, 'none');
  return state as KnownStep;
}

/** Waits until every step has ended, and checks that each did once and no item was done twice or left out. */
export async function verifySteps(
  { store, database }: TestStore,
  steps: readonly string[],
  items: number,
  timeoutMs: number,
): Promise<void> {
  const ended = async () => {
    const { rows } = await database.pool.query<{ count: number }>(
      `select count(*)::integer as count from doyak.events where type = 'reviews.step-ended'`,
    );
    return rows[0]!.count;
  };
  await eventually(async () => (await ended()) >= steps.length, { timeoutMs });
  assert.equal(await ended(), steps.length, 'each step ends once');
  const { rows } = await database.pool.query<{ steps: number; all: number; distinct: number }>(
    `select count(distinct step_id)::integer as steps, count(*)::integer as all, count(distinct (step_id, item))::integer as distinct
     from faults.items`,
  );
  assert.deepEqual(rows[0], {
    steps: steps.length,
    all: steps.length * items,
    distinct: steps.length * items,
  });
  const sample = await store.readStream(stepStream(steps[0]!));
  assert.equal(sample.filter(({ type }) => type === 'StepEnded').length, 1);
}
