import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Clock } from '@doyak/kernel/clock';
import { Sealer } from '@doyak/kernel/crypto';
import { Database, DatabaseModule, migrate } from '@doyak/kernel/database';
import {
  type EventStore,
  EventStoreModule,
  migrations as storeMigrations,
  prepareReadModels,
} from '@doyak/kernel/event-store';
import {
  migrateQueues,
  migrations as queueMigrations,
  QueuesModule,
  type QueuesOptions,
} from '@doyak/kernel/queues';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
// Not through the index of the context: a worker that is killed and started again must not load the whole platform each time.
import type {
  CheckContext,
  Checker,
  CheckInput,
  CheckItem,
  DoneItem,
  FanOutChecker,
  ItemContext,
  ItemVerdict,
} from '../../libs/reviews/src/checkers/checker.js';
import { Checkers } from '../../libs/reviews/src/checkers/checkers.js';
import type { Verdict } from '../../libs/reviews/src/domain/automated-step.js';
import { step } from '../../libs/reviews/src/domain/step.js';
import { stepEvents } from '../../libs/reviews/src/domain/step.events.js';
import { stepStream } from '../../libs/reviews/src/review-ids.js';
import { CreateReviews1764000000701 } from '../../libs/reviews/src/migrations/create-reviews-1764000000701.js';
import { CreateReviewItems1764000000702 } from '../../libs/reviews/src/migrations/create-review-items-1764000000702.js';
import { CheckerMetrics } from '../../libs/reviews/src/work/checker-metrics.js';
import { Dispatcher } from '../../libs/reviews/src/work/dispatcher.js';
import { FanOut } from '../../libs/reviews/src/work/fan-out.js';
import { ItemRunner } from '../../libs/reviews/src/work/item-runner.js';
import { Items } from '../../libs/reviews/src/work/items.js';
import { Leases } from '../../libs/reviews/src/work/leases.js';
import { PendingSteps } from '../../libs/reviews/src/work/pending-steps.js';
import { ReviewTuning } from '../../libs/reviews/src/work/review-tuning.js';
import { reviewWork } from '../../libs/reviews/src/work/review-work.js';
import { runStep, runStepItem } from '../../libs/reviews/src/work/run-step.js';
import { RunItemHandler, RunStepHandler } from '../../libs/reviews/src/work/step-jobs.js';
import { StepRunner } from '../../libs/reviews/src/work/step-runner.js';

/** Items of a long check, and how long each takes. */
export interface Pacing {
  readonly items: number;
  readonly itemMs: number;
}

/** Goes through items one by one; each leaves a row, in the transaction of its checkpoint, without a key that would hide a repetition. */
class ItemByItem implements Checker {
  readonly name = 'items';
  readonly job = runStep;
  readonly attempts = 20;
  readonly backoff = { kind: 'exponential', delayMs: 100 } as const;
  readonly deadlineMs = 600_000;

  constructor(
    private readonly pacing: Pacing,
    private readonly say: (line: string) => void,
  ) {}

  async check({ stepId }: CheckInput, context: CheckContext): Promise<Verdict> {
    const { items, itemMs } = this.pacing;
    for (let item = (context.saved as number | undefined) ?? 0; item < items; item += 1) {
      if (itemMs > 0) await delay(itemMs);
      await context.transaction(
        (tx) => tx.query('insert into faults.items values ($1, $2, $3)', [stepId, item, context.attempt]),
        item + 1,
      );
      this.say(`item ${item} ${context.attempt}`);
      await context.progress({ done: item + 1, total: items });
    }
    return { outcome: 'good' };
  }
}

/** The same items side by side: each is a part of its own, and a job of its own. */
class ItemsAtOnce implements FanOutChecker {
  readonly name = 'items-at-once';
  readonly job = runStep;
  readonly attempts = 20;
  readonly backoff = { kind: 'exponential', delayMs: 100 } as const;
  readonly deadlineMs = 600_000;
  readonly itemJob = runStepItem;
  readonly itemAttempts = 20;
  readonly itemDeadlineMs = 60_000;

  constructor(
    private readonly pacing: Pacing,
    private readonly say: (line: string) => void,
  ) {}

  async split(): Promise<CheckItem[]> {
    return Array.from({ length: this.pacing.items }, (_, item) => ({ key: `item-${item}`, input: item }));
  }

  async checkItem({ stepId }: CheckInput, { input }: CheckItem, context: ItemContext): Promise<ItemVerdict> {
    const item = input as number;
    await delay(this.pacing.itemMs);
    const effect: ItemVerdict['effect'] = async (tx) => {
      await tx.query('insert into faults.items values ($1, $2, $3)', [stepId, item, context.attempt]);
      this.say(`item ${item} ${context.attempt}`);
    };
    return { outcome: item, effect };
  }

  async gather(_input: CheckInput, items: readonly DoneItem[]): Promise<Verdict> {
    const whole = items.every(({ outcome }, at) => outcome === at) && items.length === this.pacing.items;
    return { outcome: whole ? 'good' : 'bad' };
  }
}

/** As an installation would that has only these checks. */
class OnlyItems extends Checkers {
  override onApplicationBootstrap(): void {
    // What programs may name is not asked for here.
  }
}

/** Brings an empty database to where reviews can be worked on. */
export async function prepareReviews(ownerUrl: string): Promise<void> {
  await migrate(ownerUrl, [
    ...storeMigrations,
    ...queueMigrations,
    CreateReviews1764000000701,
    CreateReviewItems1764000000702,
  ]);
  await migrateQueues(ownerUrl);
  await prepareReadModels(ownerUrl, []);
}

export const itemsTable = `
  create schema if not exists faults;
  create table faults.items (step_id uuid not null, item integer not null, attempt integer not null);
  grant usage on schema faults to doyak_app;
  grant select, insert on faults.items to doyak_app`;

export interface ReviewWorkerOptions {
  readonly appUrl: string;
  readonly redisUrl?: string;
  readonly pacing: Pacing;
  readonly leaseMs?: number;
  readonly say?: (line: string) => void;
}

/** A whole worker: sequencer, followers, dispatcher, queues, the check of items. */
export async function startReviewWorker(options: ReviewWorkerOptions): Promise<{ close(): Promise<void> }> {
  const { appUrl, redisUrl, pacing, leaseMs = 1_500, say = () => undefined } = options;
  const database = await Database.open(appUrl, { size: 24 });
  const checkers = new OnlyItems();
  checkers.register(new ItemByItem(pacing, say));
  checkers.register(new ItemsAtOnce(pacing, say));
  const connection: QueuesOptions['connection'] = redisUrl
    ? { backend: 'redis', url: redisUrl }
    : { backend: 'postgres', url: appUrl };
  const app = await NestFactory.createApplicationContext(
    {
      module: class ReviewWorker {},
      imports: [
        DatabaseModule.forRoot(database),
        EventStoreModule.forRoot({ follow: true }),
        EventStoreModule.forFeature({ events: stepEvents, subscriptions: [reviewWork] }),
        QueuesModule.forRoot({ connection, role: 'process', log: pino({ level: 'silent' }) }),
        QueuesModule.forFeature({ jobs: [runStep, runStepItem], sources: [PendingSteps] }),
      ],
      providers: [
        ...[Clock, CheckerMetrics, Leases, StepRunner, Dispatcher, PendingSteps, RunStepHandler],
        ...[FanOut, Items, ItemRunner, RunItemHandler],
        { provide: Checkers, useValue: checkers },
        { provide: Sealer, useValue: new Sealer(Buffer.alloc(32, 1)) },
        { provide: ReviewTuning, useValue: new ReviewTuning({ leaseMs, watchMs: 200, lookMs: 100 }) },
      ],
    },
    { logger: false },
  );
  return { close: () => app.close() };
}

/** Opens an automated step as a review would. */
export async function openItemStep(
  store: Pick<EventStore, 'decide'>,
  checker: 'items' | 'items-at-once' = 'items',
): Promise<string> {
  const [stepId, caseId] = [randomUUID(), randomUUID()];
  await store.decide(
    stepStream(stepId),
    step,
    {
      type: 'OpenStep',
      ...{ stepId, caseId, reviewId: randomUUID(), stage: 'checks', run: 1, step: 'items', stepRun: 1 },
      ...{ applicationId: randomUUID(), applicant: { personId: randomUUID() }, outcomes: ['good', 'bad'] },
      spec: { kind: 'automated', checker },
    },
    {
      actor: { kind: 'system', id: 'faults', authority: 'test' },
      ...{ now: new Date(), commandId: randomUUID(), caseId },
    },
  );
  return stepId;
}
