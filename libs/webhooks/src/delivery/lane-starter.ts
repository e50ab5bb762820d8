import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { FollowOptions, LogSignals } from '@doyak/kernel/event-store';
import { JobQueue, type PendingJob, type PendingSource } from '@doyak/kernel/queues';
import { deliver } from './deliver.js';
import { DeliverySettings } from './delivery-settings.js';

const DUE = `status = 'active' and url is not null and due_at <= now() and (not_before is null or not_before <= now())
  and (holder is null or held_until < now())`;
/** A job that has not taken its lane by then has been lost (s). */
const LOST = 15;
/** Lanes that rest although something waits are looked for this often (ms): nothing should be there. */
const SWEEP = 5_000;

interface Row {
  readonly endpoint_id: string;
  readonly generation: string;
}

const jobOf = ({ endpoint_id: endpointId, generation }: Row) => ({
  payload: { endpointId, generation: Number(generation) },
  id: `${endpointId}.${generation}`,
});

/** Puts a job into the queue for each endpoint with something to send, as soon as the log brings it. */
@Injectable()
export class LaneStarter implements PendingSource, OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly name = 'webhooks.deliver';
  private readonly logger = new Logger('Webhooks');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private sweptAt = 0;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(LogSignals) private readonly signals: LogSignals,
    @Inject(JobQueue) private readonly jobs: JobQueue,
    @Inject(FollowOptions) private readonly options: FollowOptions,
    @Inject(DeliverySettings) private readonly settings: DeliverySettings,
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.follow) this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  async *pending(): AsyncIterable<PendingJob> {
    const { rows } = await this.database.pool.query<Row>(
      `select endpoint_id, generation from webhooks.endpoints where ${DUE} order by due_at`,
    );
    for (const row of rows) yield { job: deliver, ...jobOf(row) };
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const turn = this.signals.followed.turn();
      let started = 0;
      try {
        started = await this.startDue();
        if (performance.now() - this.sweptAt > SWEEP) await this.sweep();
      } catch (error) {
        this.logger.warn({ err: error }, 'Lanes could not be started');
      }
      if (started === 0) await this.signals.followed.wait(this.settings.look, signal, turn);
    }
  }

  /** A new generation each time: a job id that was used before, say by a job that found the endpoint paused, would be no new job. */
  private async startDue(): Promise<number> {
    const { rows } = await this.database.pool.query<Row>({
      name: 'webhooks-due',
      text: `update webhooks.endpoints set queued_at = now(), generation = generation + 1
        where ${DUE} and (queued_at is null or queued_at < now() - ${LOST} * interval '1 s') returning endpoint_id, generation`,
    });
    await this.jobs.enqueueMany(deliver, rows.map(jobOf));
    return rows.length;
  }

  private async sweep(): Promise<void> {
    this.sweptAt = performance.now();
    await this.database.pool.query(
      `update webhooks.endpoints e set due_at = now() where status = 'active' and due_at is null and (holder is null or held_until < now())
         and exists (select from webhooks.messages m where m.endpoint_id = e.endpoint_id and m.state = 'waiting')`,
    );
  }
}
