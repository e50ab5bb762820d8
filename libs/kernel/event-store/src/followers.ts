import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { EventRegistry } from './event-registry.js';
import { Follower, type Following } from './follower.js';
import { followGeneration, generationsOf } from './generations.js';
import { LogSignals } from './log-signals.js';
import type { ReadModel } from './read-model.js';
import type { Subscription } from './subscription.js';
import { Pace } from './wake.js';

/** How far a follower is. */
export interface FollowerStatus {
  readonly name: string;
  readonly checkpoint: number;
  /** Events in the log that it has not taken in. */
  readonly lag: number;
  /** Events it set aside, and those held behind them. */
  readonly failed: number;
  readonly held: number;
}

/** One event that a follower set aside. */
export interface SetAside {
  readonly follower: string;
  readonly index: number;
  readonly eventId: string;
  readonly streamId: string;
  readonly reason: 'failed' | 'held';
  readonly error: string | undefined;
  readonly attempts: number;
  readonly setAsideAt: string;
}

/** Pause between looks for generations that a migration or `doyak rebuild` has started. */
const GENERATIONS_PAUSE = 1_000;

/** Every follower of the program: registered by the contexts, run by the worker. */
@Injectable()
export class Followers {
  readonly readModels: ReadModel[] = [];
  readonly subscriptions: Subscription[] = [];
  private readonly running = new Map<string, Follower>();
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];
  private own: Database | undefined;
  onError: (follower: string, error: unknown) => void = () => undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventRegistry) private readonly registry: EventRegistry,
    @Inject(LogSignals) private readonly signals: LogSignals,
  ) {}

  /** Throws when two followers have one name: boot fails. */
  register(readModels: readonly ReadModel[], subscriptions: readonly Subscription[]): void {
    for (const follower of [...readModels, ...subscriptions]) {
      if ([...this.readModels, ...this.subscriptions].some(({ name }) => name === follower.name)) {
        throw new Error(`Two followers are named ${follower.name}`);
      }
      if ('tables' in follower) this.readModels.push(follower);
      else this.subscriptions.push(follower);
    }
  }

  /**
   * Starts every follower. `own` is the pool that their transactions use: a reaction's transaction waits for the commands it gives, which
   * need connections too.
   */
  async start(own: Database = this.database): Promise<void> {
    this.own = own;
    for (const subscription of this.subscriptions) await this.run(this.followSubscription(subscription));
    await this.runGenerations();
    this.loops = [this.watchGenerations(), this.watchLog()];
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    // First what starts followers, so that none is started after the others have stopped.
    await Promise.all(this.loops);
    await Promise.all([...this.running.values()].map((follower) => follower.stop()));
  }

  /** A follower by name, not started: for commands that run or retry one. `undefined` when no such follower is known. */
  async find(name: string): Promise<Follower | undefined> {
    const subscription = this.subscriptions.find((candidate) => candidate.name === name);
    if (subscription) return this.follower(this.followSubscription(subscription));
    for (const model of this.readModels) {
      const place = (await generationsOf(this.database, model)).find(({ follower }) => follower === name);
      if (place) return this.follower(followGeneration(this.database, this.registry, model, place));
    }
    return undefined;
  }

  async status(): Promise<FollowerStatus[]> {
    const { rows } = await this.database.pool.query<{
      name: string;
      checkpoint: string;
      lag: string;
      failed: string;
      held: string;
    }>(
      `select f.name, f.checkpoint, h.size - 1 - f.checkpoint as lag,
         count(s.index) filter (where s.reason = 'failed') as failed, count(s.index) filter (where s.reason = 'held') as held
       from doyak.followers f cross join doyak.log_head h left join doyak.set_aside s on s.follower = f.name
       group by f.name, h.size order by f.name`,
    );
    return rows.map((row) => ({
      name: row.name,
      checkpoint: Number(row.checkpoint),
      lag: Number(row.lag),
      failed: Number(row.failed),
      held: Number(row.held),
    }));
  }

  /** What is set aside, oldest first, at most 1,000. */
  async setAside(follower?: string): Promise<SetAside[]> {
    const { rows } = await this.database.pool.query<
      Omit<SetAside, 'index' | 'error'> & { index: string; error: string | null }
    >(
      `select follower, index, event_id as "eventId", stream_id as "streamId", reason, error, attempts,
         to_json(set_aside_at)#>>'{}' as "setAsideAt"
       from doyak.set_aside where $1::text is null or follower = $1 order by follower, index limit 1000`,
      [follower ?? null],
    );
    return rows.map((row) => ({ ...row, index: Number(row.index), error: row.error ?? undefined }));
  }

  /**
   * Puts a subscription back (or forward) to just after a log index: what follows is handled again, also what had been set aside of
   * it. Answers false when there is no such follower or index.
   */
  async reset(name: string, checkpoint: number): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ done: boolean }>(
      `with reset as (
         update doyak.followers set checkpoint = $2, updated_at = now()
         where name = $1 and $2 between -1 and (select size - 1 from doyak.log_head) returning name
       ), again as (
         delete from doyak.set_aside s using reset r where s.follower = r.name and s.index > $2
       )
       select exists (select from reset) as done`,
      [name, checkpoint],
    );
    return rows[0]!.done;
  }

  /**
   * Waits until every read model of this program has taken in the event, at most `timeoutMs`. Answers whether they have: read your own
   * writes (`Prefer: wait`).
   */
  async waitUntilFollowed(eventId: string, timeoutMs: number): Promise<boolean> {
    const deadline = performance.now() + timeoutMs;
    const pace = new Pace(50, 2);
    const names = this.readModels.map(({ name }) => name);
    for (;;) {
      const turn = this.signals.followed.turn();
      const { rows } = await this.database.pool.query<{ passed: boolean }>({
        name: 'doyak-followed',
        text: `select not exists (select from doyak.read_models m join doyak.followers f on f.name = m.follower
                 where m.state = 'active' and m.name = any($2) and f.checkpoint < l.index) as passed
               from doyak.log l where l.event_id = $1`,
        values: [eventId, names],
      });
      if (rows[0]?.passed) return true;
      const left = deadline - performance.now();
      if (left <= 0) return false;
      await this.signals.followed.wait(Math.min(left, pace.idle()), undefined, turn);
    }
  }

  private followSubscription(subscription: Subscription): Following {
    return {
      name: subscription.name,
      types: subscription.events === 'all' ? undefined : this.registry.storedTypes(subscription.events),
      batch: subscription.batch,
      apply:
        subscription.handleAll ??
        (async (events, tx) => {
          for (const event of events) await subscription.handle(event, tx);
        }),
    };
  }

  private follower(following: Following): Follower {
    return new Follower(this.own ?? this.database, this.registry, this.signals, following, (name, error) =>
      this.onError(name, error),
    );
  }

  private async run(following: Following): Promise<void> {
    if (this.running.has(following.name)) return;
    await this.database.pool.query('insert into doyak.followers (name) values ($1) on conflict do nothing', [
      following.name,
    ]);
    const follower = this.follower(following);
    this.running.set(following.name, follower);
    follower.start();
  }

  private async runGenerations(): Promise<void> {
    const wanted = new Set<string>();
    for (const model of this.readModels) {
      for (const place of await generationsOf(this.database, model)) {
        wanted.add(place.follower);
        await this.run(followGeneration(this.database, this.registry, model, place));
      }
    }
    for (const [name, follower] of this.running) {
      if (!name.startsWith('read:') || wanted.has(name)) continue;
      this.running.delete(name);
      await follower.stop();
    }
  }

  private async watchGenerations(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      await this.signals.sequenced.wait(GENERATIONS_PAUSE, signal);
      if (!signal.aborted)
        await this.runGenerations().catch((error: unknown) => this.onError('read-models', error));
    }
  }

  /** Tells the followers of this process when the log has grown by a sequencer elsewhere: one poll for all of them. */
  private async watchLog(): Promise<void> {
    const { signal } = this.stopping;
    const pace = new Pace(100);
    let known = -1;
    while (!signal.aborted) {
      const turn = this.signals.appended.turn();
      try {
        const { rows } = await this.database.pool.query<{ size: string }>('select size from doyak.log_head');
        const size = Number(rows[0]!.size);
        if (size > known) {
          known = size;
          pace.busy();
          this.signals.sequenced.signal();
        }
      } catch (error) {
        this.onError('log', error);
      }
      await this.signals.appended.wait(pace.idle(), signal, turn);
    }
  }
}
