import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type pg from 'pg';
import type { CheckFault, CheckItem, DoneItem } from '../checkers/checker.js';
import type { FaultClass } from '../domain/step.events.js';
import { LeaseLost } from './leases.js';
import { ReviewTuning } from './review-tuning.js';

/** The right to work on one part; the number of the attempt is the fence. */
export interface HeldItem extends CheckItem {
  readonly stepId: string;
  readonly attempt: number;
  /** Attempts that failed since the step began or went on. */
  readonly failures: number;
}

export interface FailedItem {
  readonly key: string;
  readonly kind: FaultClass;
  readonly code: string;
}

/** Where the parts of a step stand. */
export interface Spread {
  readonly open: readonly { readonly key: string; readonly place: number }[];
  readonly done: readonly DoneItem[];
  readonly failed: readonly FailedItem[];
}

interface Line {
  readonly key: string;
  readonly place: number;
  readonly input: unknown;
  readonly status: 'waiting' | 'running' | 'done' | 'failed';
  readonly outcome: unknown;
  readonly fault: Omit<FailedItem, 'key'>;
}

/** Parts of checks that fan out (rows of `reviews.items`): what is to be done, by whom, and what each came to. */
@Injectable()
export class Items {
  private readonly worker = randomUUID();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ReviewTuning) private readonly tuning: ReviewTuning,
  ) {}

  async insert(tx: pg.PoolClient, stepId: string, items: readonly CheckItem[]): Promise<void> {
    await tx.query(
      `insert into reviews.items (step_id, key, place, input)
       select $1, key, place, input from jsonb_to_recordset($2::jsonb) as given(key text, place integer, input jsonb)`,
      [stepId, JSON.stringify(items.map(({ key, input }, place) => ({ key, place, input })))],
    );
  }

  async of(stepId: string): Promise<Spread> {
    const { rows } = await this.database.pool.query<Line>(
      'select key, place, input, status, outcome, fault from reviews.items where step_id = $1 order by place',
      [stepId],
    );
    return {
      open: rows.filter(({ status }) => status === 'waiting' || status === 'running'),
      done: rows
        .filter(({ status }) => status === 'done')
        .map(({ key, input, outcome }) => ({ key, input, outcome })),
      failed: rows.filter(({ status }) => status === 'failed').map(({ key, fault }) => ({ key, ...fault })),
    };
  }

  /** Takes what waits, or what a worker let go, of a step whose parts are under way. Else: ms to wait, or nothing to do. */
  async claim(stepId: string, key: string): Promise<HeldItem | { readonly busyForMs: number } | 'nothing'> {
    const { rows } = await this.database.pool.query<Pick<HeldItem, 'attempt' | 'failures' | 'input'>>(
      `update reviews.items i set status = 'running', attempt = i.attempt + 1, worker = $3, lease_until = now() + $4 * interval '1 ms'
       from reviews.work w
       where i.step_id = $1 and i.key = $2 and w.step_id = i.step_id and w.status = 'gathering'
         and ((i.status = 'waiting' and i.due <= now() + interval '50 ms') or (i.status = 'running' and i.lease_until < now()))
       returning i.attempt, i.failures, i.input`,
      [stepId, key, this.worker, this.tuning.leaseMs],
    );
    if (rows[0]) return { stepId, key, ...rows[0] };
    const { rows: others } = await this.database.pool.query<{ ms: string }>(
      `select greatest(100, extract(epoch from (case i.status when 'running' then i.lease_until else i.due end) - now()) * 1000) as ms
       from reviews.items i join reviews.work w using (step_id)
       where i.step_id = $1 and i.key = $2 and i.status in ('waiting', 'running') and w.status <> 'halted'`,
      [stepId, key],
    );
    return others[0] ? { busyForMs: Math.ceil(Number(others[0].ms)) + 20 } : 'nothing';
  }

  /** Whether the part is still this worker's, and its step goes on; if so the lease is renewed. */
  async renew({ stepId, key, attempt }: HeldItem): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      `update reviews.items i set lease_until = now() + $5 * interval '1 ms' from reviews.work w
       where i.step_id = $1 and i.key = $2 and i.attempt = $3 and i.worker = $4 and i.status = 'running'
         and w.step_id = i.step_id and w.status <> 'halted'`,
      [stepId, key, attempt, this.worker, this.tuning.leaseMs],
    );
    return rowCount === 1;
  }

  /** Notes the outcome together with what the part leaves behind. Throws `LeaseLost`. */
  async done(held: HeldItem, outcome: unknown, effect?: (tx: pg.PoolClient) => Promise<void>): Promise<void> {
    await this.database.transaction(async (tx) => {
      await this.change(held, `status = 'done', outcome = $5`, JSON.stringify(outcome ?? null), tx);
      await effect?.(tx);
    });
    await this.database.pool.query(
      `update reviews.work set progress = (select jsonb_build_object('done', count(*) filter (where status = 'done'), 'total', count(*))
         from reviews.items where step_id = $1) where step_id = $1`,
      [held.stepId],
    );
  }

  /** Puts the part back for another attempt after a pause. Throws `LeaseLost`. */
  again(held: HeldItem, pauseMs: number): Promise<void> {
    return this.change(
      held,
      `status = 'waiting', failures = i.failures + 1, due = now() + $5 * interval '1 ms'`,
      pauseMs,
    );
  }

  /** Throws `LeaseLost`. */
  failed(held: HeldItem, { kind, code }: CheckFault): Promise<void> {
    return this.change(held, `status = 'failed', fault = $5`, JSON.stringify({ kind, code }));
  }

  /** Gives the part back as it is: this process stops. */
  release(held: HeldItem): Promise<void> {
    return this.change(held, `status = 'waiting', due = $5`, new Date(0));
  }

  private async change(
    { stepId, key, attempt }: HeldItem,
    to: string,
    value: unknown,
    tx: Pick<pg.PoolClient, 'query'> = this.database.pool,
  ): Promise<void> {
    const { rowCount } = await tx.query(
      `update reviews.items i set ${to}, worker = null, lease_until = null from reviews.work w
       where i.step_id = $1 and i.key = $2 and i.attempt = $3 and i.worker = $4 and i.status = 'running'
         and w.step_id = i.step_id and w.status <> 'halted'`,
      [stepId, key, attempt, this.worker, value],
    );
    if (rowCount === 0)
      throw new LeaseLost('Another worker has the part, or the step is to be worked on no more');
  }
}
