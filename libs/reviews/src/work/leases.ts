import { randomUUID } from 'node:crypto';
import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type pg from 'pg';
import { ReviewTuning } from './review-tuning.js';

/** The right to work on a step; only its holder's checkpoints count. */
export interface Lease {
  readonly stepId: string;
  readonly attempt: number;
  readonly checkpoint: unknown;
}

export type Claim =
  | { readonly held: Lease }
  /** Another worker has it; ask again after this many ms. */
  | { readonly busyForMs: number }
  /** Nothing is to be done now. */
  | 'nothing';

/** The lease went to another worker, or the step is to be worked on no more. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

interface Asked {
  readonly stepId: string;
  readonly resolve: (claim: Claim) => void;
  readonly reject: (error: unknown) => void;
}

interface Held {
  readonly lease: Lease;
  readonly lost: (reason: LeaseLost) => void;
}

/**
 * Leases on automated steps (rows of `reviews.work`). A worker renews its leases while it lives; one whose lease has run out, or whose step was
 * paused, stopped or settled, is told to stop and can write no checkpoint any more.
 */
@Injectable()
export class Leases implements OnModuleDestroy {
  private readonly worker = randomUUID();
  private readonly held = new Map<string, Held>();
  private timer: NodeJS.Timeout | undefined;
  private asked: Asked[] = [];
  private claiming: Promise<void> | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ReviewTuning) private readonly tuning: ReviewTuning,
  ) {}

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    this.held.clear();
  }

  /** Takes what waits, or takes over what a worker let go; taking over counts as another attempt. Claims made at about the same time go together. */
  claim(stepId: string): Promise<Claim> {
    return new Promise((resolve, reject) => {
      this.asked.push({ stepId, resolve, reject });
      if (!this.claiming) this.claiming = this.claimAll();
    });
  }

  private async claimAll(): Promise<void> {
    for (;;) {
      await new Promise((resolve) => setImmediate(resolve));
      const asked = this.asked;
      this.asked = [];
      if (asked.length === 0) {
        this.claiming = undefined;
        return;
      }
      try {
        const claims = await this.claimThese([...new Set(asked.map(({ stepId }) => stepId))]);
        const given = new Set<string>();
        for (const { stepId, resolve } of asked) {
          // One of two deliveries at once holds the lease; the other comes back.
          resolve(given.has(stepId) ? { busyForMs: this.tuning.leaseMs } : (claims.get(stepId) ?? 'nothing'));
          given.add(stepId);
        }
      } catch (error) {
        for (const { reject } of asked) reject(error);
      }
    }
  }

  private async claimThese(stepIds: readonly string[]): Promise<Map<string, Claim>> {
    const { rows } = await this.database.pool.query<{
      step_id: string;
      attempt: number;
      checkpoint: unknown;
    }>({
      name: 'reviews-claim',
      // Locked in order, so that two workers that claim the same steps do not wait for each other.
      text: `with mine as (
               select step_id from reviews.work
               where step_id = any($1) and ((status = 'waiting' and due <= now() + interval '1 s') or status = 'gathering'
                 or (status = 'running' and lease_until < now()))
               order by step_id for update)
             update reviews.work w set attempt = attempt + (status = 'running')::integer, status = 'running', worker = $2,
               lease_until = now() + $3 * interval '1 ms', started_at = now()
             from mine where w.step_id = mine.step_id returning w.step_id, w.attempt, w.checkpoint`,
      values: [stepIds, this.worker, this.tuning.leaseMs],
    });
    const claims = new Map<string, Claim>(
      rows.map(({ step_id: stepId, attempt, checkpoint }) => [
        stepId,
        { held: { stepId, attempt, checkpoint: checkpoint ?? undefined } },
      ]),
    );
    const missing = stepIds.filter((stepId) => !claims.has(stepId));
    if (missing.length === 0) return claims;
    const { rows: others } = await this.database.pool.query<{ step_id: string; ms: string }>(
      `select step_id, greatest(50, extract(epoch from lease_until - now()) * 1000) as ms from reviews.work
       where step_id = any($1) and status = 'running'`,
      [missing],
    );
    for (const { step_id: stepId, ms } of others)
      claims.set(stepId, { busyForMs: Math.ceil(Number(ms)) + 20 });
    return claims;
  }

  /** Renews the lease until `release`; `lost` is called once it is gone. */
  keep(lease: Lease, lost: (reason: LeaseLost) => void): void {
    this.held.set(lease.stepId, { lease, lost });
    this.timer ??= setTimeout(() => void this.renew(), this.tuning.watchMs);
  }

  forget(stepId: string): void {
    this.held.delete(stepId);
  }

  /** Gives the work back as it is, for another worker to go on at once: this process stops. */
  async release({ stepId, attempt }: Lease): Promise<void> {
    this.forget(stepId);
    await this.database.pool.query(
      `update reviews.work set lease_until = now() where step_id = $1 and attempt = $2 and worker = $3 and status = 'running'`,
      [stepId, attempt, this.worker],
    );
  }

  /** Gives the step back until its parts are done; answers the number of the delivery that then gathers. Throws `LeaseLost`. */
  async park({ stepId, attempt }: Lease): Promise<number> {
    this.forget(stepId);
    const { rows } = await this.database.pool.query<{ delivery: number }>(
      `update reviews.work set status = 'gathering', delivery = delivery + 1, enqueued_at = now(), worker = null, lease_until = null
       where step_id = $1 and attempt = $2 and worker = $3 and status = 'running' returning delivery`,
      [stepId, attempt, this.worker],
    );
    if (rows[0]) return rows[0].delivery;
    throw new LeaseLost('Another worker has the step, or it is to be worked on no more');
  }

  /** Runs `work` and saves the checkpoint in one transaction that only the holder of the lease can commit. Throws `LeaseLost`. */
  transaction<Result>(
    { stepId, attempt }: Lease,
    work: (tx: pg.PoolClient) => Promise<Result>,
    checkpoint: unknown,
  ): Promise<Result> {
    return this.database.transaction(async (tx) => {
      const { rowCount } = await tx.query(
        `update reviews.work set checkpoint = $4, lease_until = now() + $5 * interval '1 ms'
         where step_id = $1 and attempt = $2 and worker = $3 and status = 'running'`,
        [stepId, attempt, this.worker, JSON.stringify(checkpoint), this.tuning.leaseMs],
      );
      if (rowCount === 0)
        throw new LeaseLost('Another worker has the step, or it is to be worked on no more');
      return work(tx);
    });
  }

  async progress({ stepId, attempt }: Lease, progress: unknown): Promise<void> {
    await this.database.pool.query(
      `update reviews.work set progress = $4 where step_id = $1 and attempt = $2 and worker = $3`,
      [stepId, attempt, this.worker, JSON.stringify(progress)],
    );
  }

  private async renew(): Promise<void> {
    const all = [...this.held.values()];
    try {
      if (all.length > 0) await this.renewAll(all);
    } catch {
      // PostgreSQL is away: whoever cannot renew loses the lease when it runs out.
    }
    this.timer = this.held.size === 0 ? undefined : setTimeout(() => void this.renew(), this.tuning.watchMs);
  }

  private async renewAll(all: readonly Held[]): Promise<void> {
    const { rows } = await this.database.pool.query<{ step_id: string }>(
      `update reviews.work w set lease_until = now() + $4 * interval '1 ms'
       from unnest($1::uuid[], $2::integer[]) as mine(step_id, attempt)
       where w.step_id = mine.step_id and w.attempt = mine.attempt and w.worker = $3 and w.status = 'running' returning w.step_id`,
      [
        all.map(({ lease }) => lease.stepId),
        all.map(({ lease }) => lease.attempt),
        this.worker,
        this.tuning.leaseMs,
      ],
    );
    const kept = new Set(rows.map((row) => row.step_id));
    for (const { lease, lost } of all) {
      if (kept.has(lease.stepId) || this.held.get(lease.stepId)?.lease !== lease) continue;
      this.held.delete(lease.stepId);
      lost(new LeaseLost('Another worker has the step, or it is to be worked on no more'));
    }
  }
}
