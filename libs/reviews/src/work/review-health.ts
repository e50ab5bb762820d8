import {
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
  type OnModuleDestroy,
} from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { Queues } from '@doyak/kernel/queues';
import { Checkers } from '../checkers/checkers.js';
import { CheckerMetrics } from './checker-metrics.js';
import { ReviewTuning } from './review-tuning.js';

/** How the automated steps of one check stand. */
export interface WorkStanding {
  readonly checker: string;
  readonly waiting: number;
  readonly running: number;
  /** Those that an officer paused, or that need a person. */
  readonly halted: number;
  /** Seconds that the oldest one that waits has waited since it was due. */
  readonly oldestSeconds: number;
  /** Those that have waited, or run without a sign of life, for too long. */
  readonly stuck: number;
}

/** Watches the work on automated steps: what `/metrics` shows, and an alarm in the log when work is stuck. */
@Injectable()
export class ReviewHealth implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Reviews');
  private timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(CheckerMetrics) private readonly metrics: CheckerMetrics,
    @Inject(ReviewTuning) private readonly tuning: ReviewTuning,
  ) {}

  onApplicationBootstrap(): void {
    if (!this.queues.processes) return;
    this.timer = setInterval(() => void this.look().catch(() => undefined), this.tuning.alarmMs);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  /** One line for each check, those without work included. */
  async standing(): Promise<WorkStanding[]> {
    const { rows } = await this.database.pool.query<WorkStanding>(
      `select checker, count(*) filter (where status = 'waiting')::integer as waiting, count(*) filter (where status in ('running', 'gathering'))::integer as running,
         count(*) filter (where status = 'halted')::integer as halted,
         coalesce(extract(epoch from now() - min(waiting_since) filter (where status = 'waiting' and due <= now())), 0)::double precision as "oldestSeconds",
         count(*) filter (where (status = 'waiting' and due < now() - $1 * interval '1 ms')
           or (status = 'running' and lease_until < now() - $1 * interval '1 ms')
           or (status = 'gathering' and exists (select from reviews.items i where i.step_id = w.step_id
             and i.status in ('waiting', 'running') and coalesce(i.lease_until, i.due) < now() - $1 * interval '1 ms')))::integer as stuck
       from reviews.work w group by checker`,
      [this.tuning.stuckMs],
    );
    const none = { waiting: 0, running: 0, halted: 0, oldestSeconds: 0, stuck: 0 };
    const names = new Set([...this.checkers.names(), ...rows.map(({ checker }) => checker)]);
    return [...names]
      .sort()
      .map((checker) => rows.find((row) => row.checker === checker) ?? { checker, ...none });
  }

  /** What attempts in this process came to since it began. */
  outcomes(): ReturnType<CheckerMetrics['all']> {
    return this.metrics.all();
  }

  private async look(): Promise<void> {
    for (const { checker, stuck, oldestSeconds } of await this.standing()) {
      if (stuck > 0)
        this.logger.error({ checker, stuck, oldestSeconds }, 'Automated steps of reviews are stuck');
    }
  }
}
