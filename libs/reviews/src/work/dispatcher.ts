import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { LogSignals } from '@doyak/kernel/event-store';
import { JobQueue, Queues } from '@doyak/kernel/queues';
import { Checkers } from '../checkers/checkers.js';
import { ReviewTuning } from './review-tuning.js';
import { jobIdOf } from './run-step.js';

interface Due {
  readonly step_id: string;
  readonly checker: string;
  readonly delivery: number;
}

/** Rows put into queues at a time. */
const PAGE = 500;

/**
 * Puts work that is due into the queues soon. It may fail or forget at any time: the reconciler puts in what is missing, and a job that is there
 * twice does nothing twice.
 */
@Injectable()
export class Dispatcher implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Reviews');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private lookedAt = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(LogSignals) private readonly signals: LogSignals,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(ReviewTuning) private readonly tuning: ReviewTuning,
  ) {}

  onApplicationBootstrap(): void {
    if (this.queues.processes) this.running = this.run();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const turn = this.signals.followed.turn();
      let found = 0;
      try {
        found = await this.dispatch();
      } catch (error) {
        // Away: what waits in PostgreSQL goes in when the queue is back.
        this.logger.debug({ err: error }, 'Work could not be put into its queue');
      }
      if (found < PAGE) await this.signals.followed.wait(this.tuning.lookMs, signal, turn);
    }
  }

  private async dispatch(): Promise<number> {
    await this.letTakeOver();
    const { rows } = await this.database.pool.query<Due>({
      name: 'reviews-dispatch',
      text: `update reviews.work w set enqueued_at = now()
             from (select step_id from reviews.work where status = 'waiting' and enqueued_at is null and due <= now() and checker = any($1)
                   order by due limit ${PAGE} for update skip locked) d
             where w.step_id = d.step_id returning w.step_id, w.checker, w.delivery`,
      values: [this.checkers.names()],
    });
    await this.enqueue(rows);
    return rows.length;
  }

  /** Work whose lease has run out is delivered anew: its first job may wait long for its queue to notice that a worker is gone. */
  private async letTakeOver(): Promise<void> {
    if (performance.now() - this.lookedAt < this.tuning.watchMs) return;
    this.lookedAt = performance.now();
    const { rows } = await this.database.pool.query<Due>(
      `update reviews.work set enqueued_at = now(), delivery = delivery + 1
       where status = 'running' and lease_until < now() and enqueued_at < lease_until and checker = any($1)
       returning step_id, checker, delivery`,
      [this.checkers.names()],
    );
    await this.enqueue(rows);
    // Parts whose worker is gone wait again, and their step is delivered once to spread them anew.
    await this.database.pool.query(
      `with left_alone as (
         update reviews.items set status = 'waiting', due = now(), worker = null, lease_until = null
         where status = 'running' and lease_until < now() returning step_id)
       update reviews.work set status = 'waiting', delivery = delivery + 1, enqueued_at = null, due = now()
       where status = 'gathering' and step_id in (select step_id from left_alone)`,
    );
  }

  private async enqueue(rows: readonly Due[]): Promise<void> {
    try {
      for (const job of new Set(rows.map(({ checker }) => this.checkers.jobOf(checker)))) {
        const steps = rows.filter(({ checker }) => this.checkers.jobOf(checker) === job);
        await this.jobs.enqueueMany(
          job,
          steps.map((row) => ({ id: jobIdOf(row.step_id, row.delivery), payload: { stepId: row.step_id } })),
        );
      }
    } catch (error) {
      await this.database.pool.query(
        `update reviews.work set enqueued_at = null where step_id = any($1) and status = 'waiting'`,
        [rows.map((row) => row.step_id)],
      );
      throw error;
    }
  }
}
