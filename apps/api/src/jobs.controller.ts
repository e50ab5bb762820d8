import { Refusal } from '@doyak/kernel/decider';
import {
  type AnswerOf,
  defineProblems,
  definePermissions,
  Endpoint,
  endpoint,
  type InputOf,
  RequestContext,
} from '@doyak/kernel/http';
import { jobStates, QueueOperations, Reconciler } from '@doyak/kernel/queues';
import { Controller, Get, Inject, Logger, Post } from '@nestjs/common';
import { z } from 'zod';

definePermissions('jobs', {
  'jobs.manage': { title: 'See and steer the work in the queues', roles: ['administrator'] },
});
defineProblems({
  JOB_NOT_FOUND: { status: 404, title: 'There is no such job to do this with' },
  QUEUE_NOT_FOUND: { status: 404, title: 'There is no such queue' },
});

const tags = ['jobs'];
const permission = 'jobs.manage';
const queueName = z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, 'must be the name of a queue');
const named = z.object({
  job: z.string().regex(/^[a-z][a-z0-9.-]{1,100}$/, 'must be the name of a job'),
  id: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, 'must be the id of a job'),
});
const summary = z
  .object({
    queue: z.string(),
    job: z.string(),
    id: z.string(),
    state: z.enum(jobStates),
    attemptsMade: z.int(),
    attempts: z.int(),
    enqueuedAt: z.string(),
    failedReason: z.string().nullable(),
  })
  .meta({ id: 'JobSummary' });
const counts = z
  .object({
    queue: z.string(),
    paused: z.boolean(),
    oldestWaitingMs: z.int(),
    waiting: z.int(),
    active: z.int(),
    delayed: z.int(),
    'waiting-children': z.int().describe('Those that run once the jobs of their flow have ended'),
    completed: z.int(),
    failed: z.int(),
  })
  .meta({ id: 'QueueCounts' });
const done = z.object({ done: z.boolean() }).meta({ id: 'JobDone' });

const list = endpoint({
  ...{ permission, tags, summary: 'Count the jobs of each queue by state' },
  response: z.object({ queues: z.array(counts) }),
});
const ofQueue = endpoint({
  ...{ permission, tags, summary: 'List jobs of a queue' },
  params: z.object({ queue: queueName }),
  query: z.object({
    state: z.enum(jobStates).default('failed'),
    limit: z.coerce.number().int().min(1).max(200).default(50),
  }),
  response: z.object({ jobs: z.array(summary) }),
  refusals: ['QUEUE_NOT_FOUND'],
});
const retry = endpoint({
  ...{ permission, tags, summary: 'Run a failed job again', params: named, response: done },
  refusals: ['JOB_NOT_FOUND'],
});
const cancel = endpoint({
  ...{ permission, tags, summary: 'Remove a waiting job, or stop a running one', params: named },
  body: z.object({ reason: z.string().trim().min(1).max(500) }),
  response: z.object({ outcome: z.enum(['removed', 'stopping']) }).meta({ id: 'JobCancelled' }),
  refusals: ['JOB_NOT_FOUND'],
});
const steer = endpoint({
  ...{ permission, tags, summary: 'Pause, resume or drain a queue' },
  description: 'What PostgreSQL calls pending comes back after a drain with the next look.',
  params: z.object({ queue: queueName, verb: z.enum(['pause', 'resume', 'drain']) }),
  response: done,
  refusals: ['QUEUE_NOT_FOUND'],
});
const rebuild = endpoint({
  ...{ permission, tags, summary: 'Enqueue what PostgreSQL calls pending and the queues do not have' },
  response: z
    .object({ sources: z.array(z.object({ source: z.string(), pending: z.int(), enqueued: z.int() })) })
    .meta({ id: 'QueuesRebuilt' }),
});

/** What `doyak jobs` does, for administrators over HTTP. */
@Controller('v1/queues')
export class JobsController {
  private readonly logger = new Logger('Jobs');

  constructor(
    @Inject(QueueOperations) private readonly operations: QueueOperations,
    @Inject(Reconciler) private readonly reconciler: Reconciler,
  ) {}

  @Get()
  @Endpoint(list)
  async list(): Promise<AnswerOf<typeof list>> {
    return { queues: (await this.operations.counts()).map((one) => ({ ...one })) };
  }

  @Get(':queue/jobs')
  @Endpoint(ofQueue)
  async ofQueue({ params, query }: InputOf<typeof ofQueue>): Promise<AnswerOf<typeof ofQueue>> {
    await this.refuseUnknown(params.queue);
    const jobs = await this.operations.list(params.queue, query.state, { limit: query.limit });
    return {
      jobs: jobs.map(({ queue, job, id, state, attemptsMade, attempts, enqueuedAt, failedReason }) => ({
        ...{ queue, job, id, state, attemptsMade, attempts },
        enqueuedAt: enqueuedAt.toISOString(),
        failedReason: failedReason ?? null,
      })),
    };
  }

  @Post('jobs/:job/:id/retry')
  @Endpoint(retry)
  async retry({ params }: InputOf<typeof retry>, context: RequestContext): Promise<AnswerOf<typeof retry>> {
    this.logger.log({ by: context.actor.id, ...params }, 'A job is retried');
    if (!(await this.found(() => this.operations.retry(params)))) throw noJob();
    return { done: true };
  }

  @Post('jobs/:job/:id/cancel')
  @Endpoint(cancel)
  async cancel(
    { params, body }: InputOf<typeof cancel>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof cancel>> {
    this.logger.log({ by: context.actor.id, ...params }, 'A job is cancelled');
    const outcome = await this.found(() => this.operations.cancel(params, body.reason));
    if (outcome === 'none' || outcome === undefined) throw noJob();
    return { outcome };
  }

  @Post(':queue/:verb')
  @Endpoint(steer)
  async steer({ params }: InputOf<typeof steer>, context: RequestContext): Promise<AnswerOf<typeof steer>> {
    const { queue, verb } = params;
    await this.refuseUnknown(queue);
    this.logger.log({ by: context.actor.id, queue, verb }, 'A queue is steered');
    await this.operations[verb](queue);
    return { done: true };
  }

  @Post('rebuild')
  @Endpoint(rebuild)
  async rebuild(_input: InputOf<typeof rebuild>, context: RequestContext): Promise<AnswerOf<typeof rebuild>> {
    this.logger.log({ by: context.actor.id }, 'The queues are rebuilt');
    const sources = await this.reconciler.runNow();
    return { sources: sources.map(({ source, pending, enqueued }) => ({ source, pending, enqueued })) };
  }

  /** A job's name that nobody defined is no job, either. */
  private async found<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('No job is called')) return undefined;
      throw error;
    }
  }

  private async refuseUnknown(queue: string): Promise<void> {
    if ((await this.operations.counts()).some((one) => one.queue === queue)) return;
    throw new Refusal('not-found', 'QUEUE_NOT_FOUND', 'There is no such queue');
  }
}

function noJob(): Refusal {
  return new Refusal('not-found', 'JOB_NOT_FOUND', 'There is no such job to do this with');
}
