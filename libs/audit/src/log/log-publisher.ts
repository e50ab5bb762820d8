import { setTimeout as delay } from 'node:timers/promises';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { Database } from '@doyak/kernel/database';
import { FollowOptions } from '@doyak/kernel/event-store';
import pg from 'pg';
import { CheckpointSigning, type Signed } from './checkpoint-signing.js';
import { Witnesses } from './witnesses.js';

/** One number for "the publisher of this database's log". */
const PUBLISHER_LOCK = 4_610_297_790;
/** Ms between two looks at the log, or at the lock. */
const LOOK = 500;
/** Ms after which witnesses that have not cosigned are asked again while the log stands still. */
const ASK_AGAIN = 5_000;
/** The server ends a publisher's session that has been silent for this long (ms): longer than a witness may take. */
const SILENCE = 30_000;

/**
 * Signs checkpoints while the log grows (docs/adr/0023): each process that follows the log is a candidate, the one whose session holds the
 * lock signs. What it finds wrong stops it, is recorded and logged; it looks again with each interval and goes on only once the
 * log continues what was signed.
 */
@Injectable()
export class LogPublisher implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('LogPublisher');
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private trouble: string | undefined;
  /** The latest checkpoint, until every witness has cosigned it. */
  private uncosigned: Signed | undefined;
  private askedAt = -Infinity;

  constructor(
    @Inject(FollowOptions) private readonly options: FollowOptions,
    @Inject(Config) private readonly config: Pick<Config, 'logCheckpointMs' | 'logCheckpointEvents'>,
    @Inject(Database) private readonly database: Database,
    @Inject(CheckpointSigning) private readonly signing: CheckpointSigning,
    @Inject(Witnesses) private readonly witnesses: Witnesses,
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.follow) this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.campaign();
      } catch (error) {
        this.tell((error as Error).message);
      }
      await this.pause(LOOK);
    }
  }

  private async campaign(): Promise<void> {
    const client = new pg.Client({
      ...this.database.connection,
      application_name: 'doyak-log-publisher',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      options: `${this.database.connection.options} -c idle_session_timeout=${SILENCE} -c tcp_user_timeout=${SILENCE}`,
    });
    let lost: Error | undefined;
    client.on('error', (error) => (lost = error));
    try {
      await client.connect();
      while (!(await takeLock(client))) {
        await this.pause(LOOK);
        if (this.stopping.signal.aborted) return;
        if (lost) throw lost;
      }
      let signedAt = -Infinity;
      let signedSize = -1;
      while (!this.stopping.signal.aborted) {
        if (lost) throw lost;
        const size = await sizeOf(client);
        const due = performance.now() - signedAt >= this.config.logCheckpointMs;
        if (size !== signedSize && (due || size - signedSize >= this.config.logCheckpointEvents)) {
          await this.publish(client);
          [signedAt, signedSize] = [performance.now(), size];
        }
        if (this.uncosigned && performance.now() - this.askedAt >= ASK_AGAIN) await this.cosign(client);
        await this.pause(Math.min(LOOK, this.config.logCheckpointMs));
      }
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async publish(client: pg.Client): Promise<void> {
    const signing = await this.signing.sign(client, new Date());
    if (signing.fault) {
      this.uncosigned = undefined;
      return this.tell(`No checkpoint is signed: ${signing.fault.detail} (${signing.fault.fault})`);
    }
    this.trouble = undefined;
    if (!signing.signed) return;
    this.uncosigned = signing;
    await this.cosign(client);
  }

  private async cosign(client: pg.Client): Promise<void> {
    const { signed, tree } = this.uncosigned!;
    const all = await this.witnesses.cosign(signed, tree, client, this.stopping.signal);
    this.askedAt = performance.now();
    if (all) this.uncosigned = undefined;
  }

  /** Each trouble once, however often it is met. */
  private tell(trouble: string): void {
    if (trouble !== this.trouble && !this.stopping.signal.aborted) this.logger.error(trouble);
    this.trouble = trouble;
  }

  private pause(ms: number): Promise<void> {
    return delay(ms, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }
}

async function takeLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
    PUBLISHER_LOCK,
  ]);
  return rows[0]!.taken;
}

async function sizeOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ size: string }>('select size from doyak.log_head');
  return Number(rows[0]!.size);
}
