import pg from 'pg';
import type { LogSignals } from './log-signals.js';
import { SequenceBatch } from './sequence-batch.js';
import { resumeTree } from './tree-state.js';
import { Pace } from './wake.js';

export interface SequencerOptions {
  /** A connection with the application's rights. */
  readonly connection: pg.ClientConfig;
  /** Events a batch. */
  readonly batch?: number;
  /** The server ends a leader's session that has been silent this long (ms), so that a frozen leader is replaced. */
  readonly silence?: number;
  readonly onError?: (error: unknown) => void;
}

/** One number for "the sequencer of this database"; advisory locks are per database. */
const LEADER_LOCK = 4_610_297_717;
const CANDIDATE_PAUSE = 250;
const RETRY_PAUSE = 200;

/**
 * Gives every committed event its place in the log (docs/adr/0003). Any number of processes may run one; the one whose session holds
 * the lock works, through that very session, so that whoever loses the lock can write no more. When it dies, or stays silent for
 * `silence`, PostgreSQL frees the lock and the next candidate goes on from what is stored.
 */
export class Sequencer {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private client: pg.Client | undefined;
  /** Whether this process is the leader just now. */
  leading = false;

  constructor(
    private readonly signals: LogSignals,
    private readonly options: SequencerOptions,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Finishes the batch under way and gives up the lock. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        await this.campaign();
      } catch (error) {
        if (!this.stopping.signal.aborted) this.options.onError?.(error);
      } finally {
        this.leading = false;
        await this.client?.end().catch(() => undefined);
        this.client = undefined;
      }
      await this.signals.appended.wait(RETRY_PAUSE, this.stopping.signal);
    }
  }

  private async campaign(): Promise<void> {
    const silence = this.options.silence ?? 5_000;
    const client = new pg.Client({
      ...this.options.connection,
      application_name: 'doyak-sequencer',
      keepAlive: true,
      connectionTimeoutMillis: 5_000,
      // A frozen process is silent, or leaves unread what the server sends: either ends its session.
      options: [
        this.options.connection.options ?? '',
        ...['-c timezone=UTC', '-c statement_timeout=30000'],
        ...[`-c idle_session_timeout=${silence}`, `-c tcp_user_timeout=${silence}`],
      ].join(' '),
    });
    this.client = client;
    let failed: unknown;
    client.on('error', (error) => {
      failed = error;
      this.signals.appended.signal();
    });
    await client.connect();
    while (!(await this.takeLock(client))) {
      await this.signals.appended.wait(CANDIDATE_PAUSE, this.stopping.signal);
      if (this.stopping.signal.aborted) return;
      if (failed) throw failed;
    }
    this.leading = true;
    const batch = new SequenceBatch(client, await resumeTree(client), this.options.batch);
    const pace = new Pace(Math.min(100, silence / 5));
    while (!this.stopping.signal.aborted) {
      if (failed) throw failed;
      const turn = this.signals.appended.turn();
      if ((await batch.run()) > 0) {
        pace.busy();
        this.signals.sequenced.signal();
      } else {
        await this.signals.appended.wait(pace.idle(), this.stopping.signal, turn);
      }
    }
  }

  private async takeLock(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      LEADER_LOCK,
    ]);
    return rows[0]!.taken;
  }
}
