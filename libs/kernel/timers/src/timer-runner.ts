import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Clock } from '@doyak/kernel/clock';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import type { DecideOptions, Effect } from '@doyak/kernel/event-store';
import { v5 as uuidv5 } from 'uuid';
import { LOOK_AGAIN, lookAgain, type Timer } from './timers.js';

/** What a timer of this kind gives when it is due. A refusal whose code is in `settled` says that nothing is left to do. */
export interface TimerHandler {
  readonly kind: string;
  readonly fire: (timer: Timer) => Effect;
  readonly settled: readonly string[];
}

/** Whether this process fires timers, how often it looks (ms), and what time it goes by. */
export class TimerOptions {
  constructor(
    readonly work: boolean,
    readonly pause = 500,
    readonly clock = new Clock(),
  ) {}
}

const TIMERS = '6b1f0a1c-0a83-5f8b-9d4e-5a4a9d8c1e77';
const BATCH = 50;
/** A process that fires a timer has this long before another one may (s). */
const HOLD = 30;
/** Longest pause between attempts of a timer whose command fails (s). */
const SLOWEST = 300;

/**
 * Fires what is due: by PostgreSQL's clock, so that machines whose clocks differ agree. Timers are rows: a restart, a lost queue or a clock that was
 * wrong delays them by the pause at most; a hold that begins in the future is of a clock that was set back since, and holds nothing. The command's id follows from the timer and its instant, so that firing twice does it once.
 */
@Injectable()
export class TimerRunner implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Timers');
  private readonly handlers = new Map<string, TimerHandler>();
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    @Inject(TimerOptions) private readonly options: TimerOptions,
    @Inject(Database) private readonly database: Database,
    @Inject(CommandBus) private readonly bus: CommandBus,
  ) {}

  /** Throws when a kind has two handlers: boot fails. */
  register(handlers: readonly TimerHandler[]): void {
    for (const handler of handlers) {
      if (this.handlers.has(handler.kind))
        throw new Error(`Timers of kind ${handler.kind} have two handlers`);
      this.handlers.set(handler.kind, handler);
    }
  }

  onApplicationBootstrap(): void {
    if (this.options.work) this.running = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let fired = 0;
      try {
        fired = await this.fireDue();
      } catch (error) {
        this.logger.warn({ err: error }, 'Timers could not be read');
      }
      if (fired < BATCH) await pause(this.options.pause, signal);
    }
  }

  /** Fires up to one batch of what is due, once. Answers how many were due. */
  async fireDue(): Promise<number> {
    const { rows } = await this.database.pool.query<Timer & { attempts: number }>(
      `update doyak.timers t set held_from = now(), held_until = now() + $2 * interval '1 second', attempts = attempts + 1
       from (select id from doyak.timers
             where due <= now() + $4 * interval '1 ms' and (held_until is null or held_until <= now() or held_from > now()) and kind = any($1)
             order by due limit $3 for update skip locked) d
       where t.id = d.id returning t.id, t.kind, t.due, t.data, t.attempts`,
      [[LOOK_AGAIN, ...this.handlers.keys()], HOLD, BATCH, this.options.clock.aheadMs],
    );
    for (const timer of rows) await this.fire(timer);
    return rows.length;
  }

  private async fire(timer: Timer & { attempts: number }): Promise<void> {
    const { id, due } = timer;
    try {
      if (timer.kind === LOOK_AGAIN) await lookAgain(this.database.pool, timer.data);
      else await this.give(timer, this.handlers.get(timer.kind)!);
    } catch (error) {
      return this.failed(timer, error);
    }
    // Moved meanwhile: then it is another instant's turn.
    await this.database.pool.query('delete from doyak.timers where id = $1 and due = $2', [id, due]);
  }

  private async give(timer: Timer, handler: TimerHandler): Promise<void> {
    const { id, due } = timer;
    const context: DecideOptions = {
      actor: { kind: 'system', id: `timer:${timer.kind}`, authority: `timer:${timer.kind}` },
      now: new Date(Math.max(due.getTime(), this.options.clock.now().getTime())),
      commandId: uuidv5(`${id}@${due.toISOString()}`, TIMERS),
    };
    try {
      await this.bus.execute(handler.fire(timer)(context));
    } catch (error) {
      if (!(error instanceof Refusal && handler.settled.includes(error.code))) throw error;
    }
  }

  private async failed(
    { id, due, attempts, kind }: Timer & { attempts: number },
    error: unknown,
  ): Promise<void> {
    this.logger.error({ kind, attempts, err: error }, 'A timer could not be fired');
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    await this.database.pool.query(
      `update doyak.timers set error = $3, held_from = now(), held_until = now() + least($4, 2 ^ least($5, 20)) * interval '1 second'
       where id = $1 and due = $2`,
      [id, due, text.slice(0, 1_000), SLOWEST, attempts],
    );
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}
