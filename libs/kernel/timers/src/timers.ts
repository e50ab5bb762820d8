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
       attempts = 0, error = null, held_from = null, held_until = null`,
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

/** Which timers are to be looked at anew, since what their instants follow from has changed. */
interface Anew {
  readonly kind: string;
  /** Only those that are due after this instant. */
  readonly after?: Date;
  /** Only those whose data say so. */
  readonly where?: Readonly<Record<string, string>>;
  /** Member of their data that names what they are about, e.g. `caseId`. */
  readonly about: string;
  /** For each such thing one timer of this kind is set, whose data name it and what is in `data`. */
  readonly as: string;
  readonly data?: Readonly<Record<string, unknown>>;
  /** When it is due: the instant of the change. */
  readonly at: Date;
  /**
   * Looks a second time this many ms later: for timers that were set in the meantime by somebody who had not yet seen the change.
   * 0: it cannot be so.
   */
  readonly againMs: number;
}

/** The second look; no context has a handler for it. */
export const LOOK_AGAIN = 'timers.look-again';

/**
 * Has whoever set timers look at them anew: sets one timer for each thing that they are about, inside the caller's transaction, so that every one
 * is looked at however many they are and whatever happens meanwhile.
 */
export async function lookAnew(tx: Tx, anew: Anew): Promise<void> {
  const { kind, after, where = {}, about, as, data = {}, at, againMs } = anew;
  await tx.query(
    `insert into doyak.timers (id, kind, due, data)
     select distinct on (data ->> $3::text) left($4::text || ':' || (data ->> $3::text), 200), $4::text, $5::timestamptz,
       $6::jsonb || jsonb_build_object($3::text, data ->> $3::text)
     from doyak.timers where kind = $1::text and due > coalesce($2::timestamptz, '-infinity') and data @> $7::jsonb and data ? $3::text
     on conflict (id) do update set due = excluded.due, data = excluded.data, attempts = 0, error = null, held_from = null, held_until = null`,
    [kind, after ?? null, about, as, at, JSON.stringify(data), JSON.stringify(where)],
  );
  if (againMs === 0) return;
  const again = new Date(at.getTime() + againMs);
  const id = [LOOK_AGAIN, as, again.toISOString(), ...Object.values(where)].join(':').slice(0, 200);
  await setTimer(tx, { id, kind: LOOK_AGAIN, due: again, data: { ...anew, at: again, againMs: 0 } });
}

/** The second look, as its timer tells it. */
export function lookAgain(tx: Tx, data: Timer['data']): Promise<void> {
  const { at, after, ...anew } = data as unknown as Omit<Anew, 'at' | 'after'> & {
    at: string;
    after?: string;
  };
  return lookAnew(tx, { ...anew, at: new Date(at), ...(after !== undefined && { after: new Date(after) }) });
}
