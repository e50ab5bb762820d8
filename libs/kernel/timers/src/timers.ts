import type pg from 'pg';

/** One thing that is to happen at an instant. */
export interface Timer {
  /** Names it once and for all: setting it again moves it. */
  readonly id: string;
  /** Which handler fires it, e.g. `cases.stage-deadline`. */
  readonly kind: string;
  readonly due: Date;
  /** What the handler needs; JSON, without personal data. */
  readonly data: Readonly<Record<string, unknown>>;
}

type Tx = Pick<pg.PoolClient, 'query'>;

/** Sets a timer, or moves the one of this id, inside the caller's transaction. */
export async function setTimer(tx: Tx, { id, kind, due, data }: Timer): Promise<void> {
  await tx.query(
    `insert into doyak.timers (id, kind, due, data) values ($1, $2, $3, $4)
     on conflict (id) do update set kind = excluded.kind, due = excluded.due, data = excluded.data,
       attempts = 0, error = null, held_until = null`,
    [id, kind, due, JSON.stringify(data)],
  );
}

/** Takes timers away whose id is one of these, inside the caller's transaction. */
export async function clearTimers(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query('delete from doyak.timers where id = any($1)', [ids]);
}

/** Takes away all timers whose id begins with this. */
export async function clearTimersOf(tx: Tx, prefix: string): Promise<void> {
  await tx.query('delete from doyak.timers where starts_with(id, $1)', [prefix]);
}
