import type pg from 'pg';
import { isConnectionFailure, type Database } from '@doyak/kernel/database';
import { withSpan } from '@doyak/kernel/tracing';
import type { EventRegistry } from './event-registry.js';
import type { LogSignals } from './log-signals.js';
import { type LoggedEvent, parseRows, type Row, selectEvents, toRecorded } from './recorded-event.js';
import { Pace } from './wake.js';

/** What follows the log, wherever it is written from: a read model, a subscription. */
export interface Following {
  readonly name: string;
  /** Stored types it wants; `undefined` wants all. */
  readonly types: readonly string[] | undefined;
  /** Takes in events in log order, inside the transaction that also moves the checkpoint. */
  readonly apply: (events: readonly LoggedEvent[], tx: pg.PoolClient) => Promise<void>;
  /** Events a transaction; 1 keeps each event's effects to itself. */
  readonly batch: number;
  /** Called after each pass that moved the checkpoint or found nothing to take in. */
  readonly passed?: () => Promise<void>;
}

/** Attempts before an event whose handler throws is set aside. */
const ATTEMPTS = 3;
/** A statement that ran out of time may meet a quicker server next: it is given more attempts. */
const SLOW_ATTEMPTS = 6;
const ERROR_LENGTH = 1_000;

const FOLLOWED = selectEvents(
  `doyak.log l join doyak.events e on e.position = l.position
   where l.index > $1 and l.index <= $2 and ($3::text[] is null or e.type = any($3))`,
  'l.index',
);
const ASIDE = selectEvents(
  `doyak.set_aside s join doyak.log l on l.index = s.index join doyak.events e on e.position = l.position
   where s.follower = $1 and s.stream_id = $2`,
  'l.index',
);

type Pass = 'moved' | 'idle' | 'elsewhere';

/**
 * One follower of the log. Only one process at a time takes in events for a name: the checkpoint's row is locked for the transaction,
 * and PostgreSQL ends a transaction whose process has frozen. An event whose handler keeps throwing is set aside and with it the later
 * events of its stream, in order; all other streams go on (docs/adr/0013).
 */
export class Follower {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  /** Until this index one event a transaction is taken in, since one of them throws. */
  private carefulUntil = -1;
  /** The event that throws when it is taken in by itself, and how often it has. */
  private failing = { index: -1, times: 0 };

  constructor(
    private readonly database: Database,
    private readonly registry: EventRegistry,
    private readonly signals: LogSignals,
    private readonly following: Following,
    private readonly onError: (follower: string, error: unknown) => void,
  ) {}

  get name(): string {
    return this.following.name;
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const pace = new Pace(1_000);
    const recovery = new Pace(1_000);
    while (!this.stopping.signal.aborted) {
      const turn = this.signals.sequenced.turn();
      let pause: number;
      try {
        const pass = await this.pass();
        if (pass !== 'elsewhere') await this.following.passed?.();
        recovery.busy();
        if (pass === 'moved') {
          pace.busy();
          continue;
        }
        pause = pace.idle();
      } catch (error) {
        if (this.stopping.signal.aborted) return;
        this.onError(this.name, error);
        pause = recovery.idle();
      }
      await this.signals.sequenced.wait(pause, this.stopping.signal, turn);
    }
  }

  /** Takes in the next batch, once. Used by the loop, and by commands that run a follower to its end. */
  async pass(): Promise<Pass> {
    let seen: Row[] = [];
    let from = -1;
    try {
      const outcome = await this.database.transaction(async (tx) => {
        const place = await this.lock(tx);
        if (place === undefined) return 'elsewhere';
        if (place.checkpoint + 1 >= place.size) return 'idle';
        from = place.checkpoint;
        const careful = from < this.carefulUntil;
        const to = Math.min(place.size - 1, from + (careful ? 1 : this.following.batch));
        seen = await this.read(tx, from, to);
        if (seen.length > 0) {
          const about = { 'doyak.events': seen.length, 'doyak.index': seen[0]![0]! };
          await withSpan(`follow ${this.name}`, about, () => this.takeIn(tx, seen));
        }
        await this.moveTo(tx, to);
        return 'moved';
      });
      if (outcome === 'moved') this.signals.followed.signal();
      return outcome;
    } catch (error) {
      if (isPassing(error)) throw error;
      return this.failed(error, seen, from);
    }
  }

  private async failed(error: unknown, seen: readonly Row[], from: number): Promise<Pass> {
    const [row] = seen;
    // Nothing was read: it is not an event that cannot be taken in.
    if (!row) throw error;
    if (seen.length > 1) {
      this.carefulUntil = seen.at(-1)![0]!;
      return 'moved';
    }
    const index = row[0]!;
    const times = this.failing.index === index ? this.failing.times + 1 : 1;
    this.failing = { index, times };
    if (times < (isTimeout(error) ? SLOW_ATTEMPTS : ATTEMPTS)) {
      await this.signals.sequenced.wait(20 * 2 ** times, this.stopping.signal);
      return 'moved';
    }
    await this.setAside(row, error, from);
    this.failing = { index: -1, times: 0 };
    this.onError(this.name, error);
    return 'moved';
  }

  private async moveTo(tx: pg.PoolClient, checkpoint: number): Promise<void> {
    await tx.query('update doyak.followers set checkpoint = $2, updated_at = now() where name = $1', [
      this.name,
      checkpoint,
    ]);
  }

  private async lock(tx: pg.PoolClient): Promise<{ checkpoint: number; size: number } | undefined> {
    const { rows } = await tx.query<{ checkpoint: string; size: string }>(
      `select f.checkpoint, h.size from doyak.followers f cross join doyak.log_head h
       where f.name = $1 for update of f skip locked`,
      [this.name],
    );
    return rows[0] && { checkpoint: Number(rows[0].checkpoint), size: Number(rows[0].size) };
  }

  private async read(tx: pg.PoolClient, after: number, to: number): Promise<Row[]> {
    const { rows } = await tx.query<{ lines: string | null }>({
      name: 'doyak-follow',
      text: FOLLOWED,
      values: [after, to, this.following.types ?? null],
    });
    return parseRows(rows[0]!.lines);
  }

  private async takeIn(tx: pg.PoolClient, rows: readonly Row[]): Promise<void> {
    const { rows: held } = await tx.query<{ stream_id: string }>(
      `select distinct stream_id from doyak.set_aside where follower = $1 and stream_id = any($2)`,
      [this.name, rows.map((row) => row[4])],
    );
    const streams = new Set(held.map((row) => row.stream_id));
    const free = rows.filter((row) => !streams.has(row[4]));
    for (const row of rows) if (streams.has(row[4])) await insertSetAside(tx, this.name, row, 'held', null);
    if (free.length > 0) {
      await this.following.apply(
        free.map((row) => toRecorded(row, this.registry) as LoggedEvent),
        tx,
      );
    }
  }

  private async setAside(row: Row, error: unknown, from: number): Promise<void> {
    await this.database.transaction(async (tx) => {
      const place = await this.lock(tx);
      // Moved since, by another process or by a reset: what was seen is no longer what comes next.
      if (place?.checkpoint !== from) return;
      await insertSetAside(tx, this.name, row, 'failed', describe(error));
      await this.moveTo(tx, row[0]!);
    });
  }

  /**
   * Takes in what was set aside for a stream, in order and all or nothing. Answers how many events; throws what the handler throws, and
   * notes it.
   */
  async retry(streamId: string): Promise<number> {
    try {
      return await this.database.transaction(async (tx) => {
        await tx.query('select from doyak.followers where name = $1 for update', [this.name]);
        const { rows } = await tx.query<{ lines: string | null }>(ASIDE, [this.name, streamId]);
        const events = parseRows(rows[0]!.lines).map((row) => toRecorded(row, this.registry) as LoggedEvent);
        for (const event of events) await this.following.apply([event], tx);
        await tx.query('delete from doyak.set_aside where follower = $1 and stream_id = $2', [
          this.name,
          streamId,
        ]);
        return events.length;
      });
    } catch (error) {
      await this.database.pool.query(
        `update doyak.set_aside set attempts = attempts + 1, error = $3 where follower = $1 and stream_id = $2 and reason = 'failed'`,
        [this.name, streamId, describe(error)],
      );
      throw error;
    }
  }
}

async function insertSetAside(
  tx: pg.PoolClient,
  follower: string,
  row: Row,
  reason: 'failed' | 'held',
  error: string | null,
): Promise<void> {
  await tx.query(
    `insert into doyak.set_aside (follower, index, event_id, stream_id, reason, error, attempts) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict do nothing`,
    [follower, row[0], row[1], row[4], reason, error, reason === 'failed' ? ATTEMPTS : 0],
  );
}

/** A statement was cancelled: it ran longer than it may. */
const isTimeout = (error: unknown) => (error as { code?: string }).code === '57014';

/** Errors that pass by themselves: the server is away, a deadlock, a lock that is held, shortage. */
function isPassing(error: unknown): boolean {
  const { code } = error as { code?: string };
  return isConnectionFailure(error) || (code !== undefined && /^(40|53|55P03|25006)/.test(code));
}

function describe(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.slice(0, ERROR_LENGTH);
}
