import { LogStatus } from '@doyak/audit';
import { Database } from '@doyak/kernel/database';
import { Followers } from '@doyak/kernel/event-store';
import { Metrics, Readiness } from '@doyak/kernel/http';
import { QueueOperations, Queues, registerQueueMetrics } from '@doyak/kernel/queues';
import { QueryBus } from '@nestjs/cqrs';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Gauge } from 'prom-client';

/** Events that wait longer than this for the sequencer say that no leader is at work (ms). */
const SEQUENCING_BOUND = 10_000;

/** What /health/ready asks and what /metrics shows of the store and the queues. */
@Injectable()
export class StoreHealth implements OnApplicationBootstrap {
  constructor(
    @Inject(Readiness) private readonly readiness: Readiness,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(Database) private readonly database: Database,
    @Inject(Followers) private readonly followers: Followers,
    @Inject(Queues) private readonly queues: Queues,
    @Inject(QueueOperations) private readonly operations: QueueOperations,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  onApplicationBootstrap(): void {
    this.readiness.add({
      name: 'database',
      check: async () => void (await this.database.pool.query('select 1')),
    });
    this.readiness.add({ name: 'sequencer', check: () => this.checkSequencer() });
    this.readiness.add({ name: 'queue', check: () => this.checkQueue(), dispensable: true });
    this.readiness.add({ name: 'log-publisher', check: () => this.checkPublisher(), dispensable: true });
    registerQueueMetrics(this.operations, this.metrics.registry);
    this.registerLogMetrics();
  }

  private async checkSequencer(): Promise<void> {
    const { rows } = await this.database.pool.query<{ late: boolean }>(
      `select exists (select from doyak.pending p join doyak.events e using (position)
         where e.recorded_at < now() - $1 * interval '1 ms' order by p.position limit 1) as late`,
      [SEQUENCING_BOUND],
    );
    if (rows[0]!.late)
      throw new Error(`Events have waited for more than ${SEQUENCING_BOUND} ms for a sequencer`);
  }

  /** Commands go on while nothing is signed; an auditor would wait for a checkpoint. */
  private async checkPublisher(): Promise<void> {
    const { stopped } = await this.queries.execute(new LogStatus());
    if (stopped) throw new Error(`No checkpoint is signed: ${stopped.detail} (${stopped.fault})`);
  }

  private async checkQueue(): Promise<void> {
    const health = await this.queues.health();
    if (!health.reachable) throw new Error(health.error ?? 'The queue cannot be reached');
  }

  private registerLogMetrics(): void {
    const { database, followers, metrics, queries } = this;
    const unsigned = new Gauge({
      name: 'doyak_log_unsigned',
      help: 'Events in the log that the last signed checkpoint does not cover',
      registers: [metrics.registry],
    });
    new Gauge({
      name: 'doyak_log_publisher_stopped',
      help: '1 while no checkpoint is signed, since the log does not continue what was signed',
      registers: [metrics.registry],
      async collect() {
        const { stopped, size, checkpoint } = await queries.execute(new LogStatus());
        this.set(stopped ? 1 : 0);
        unsigned.set(size - (checkpoint?.size ?? 0));
      },
    });
    new Gauge({
      name: 'doyak_log_size',
      help: 'Events in the log',
      registers: [metrics.registry],
      async collect() {
        const { rows } = await database.pool.query<{ size: string }>('select size from doyak.log_head');
        this.set(Number(rows[0]!.size));
      },
    });
    new Gauge({
      name: 'doyak_log_pending',
      help: 'Events committed and not yet in the log',
      registers: [metrics.registry],
      async collect() {
        const { rows } = await database.pool.query<{ count: string }>('select count(*) from doyak.pending');
        this.set(Number(rows[0]!.count));
      },
    });
    const lag = new Gauge({
      name: 'doyak_follower_lag',
      help: 'Events in the log that a follower has not taken in',
      labelNames: ['follower'],
      registers: [metrics.registry],
    });
    new Gauge({
      name: 'doyak_follower_set_aside',
      help: 'Events that a follower set aside, and those held behind them',
      labelNames: ['follower', 'reason'],
      registers: [metrics.registry],
      async collect() {
        const status = await followers.status();
        lag.reset();
        this.reset();
        for (const follower of status) {
          lag.set({ follower: follower.name }, follower.lag);
          this.set({ follower: follower.name, reason: 'failed' }, follower.failed);
          this.set({ follower: follower.name, reason: 'held' }, follower.held);
        }
      },
    });
  }
}
