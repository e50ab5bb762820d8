import type { Database } from '@doyak/kernel/database';
import type pg from 'pg';
import type { KeptReceipt } from './partner-receipts.js';

/** An endpoint as a lane works for it. */
export interface LaneEndpoint {
  readonly endpoint_id: string;
  readonly organisation_id: string;
  readonly url: string | null;
  readonly concurrency: number;
  readonly per_minute: number | null;
  readonly form: 'thin' | 'fat';
  readonly contract: number;
  readonly not_before: Date | null;
}

export interface WaitingMessage {
  readonly index: number;
  readonly event_id: string;
  readonly line: string;
  readonly previous: number | null;
  readonly attempts: number;
  readonly body: string | null;
  readonly made_at: Date;
  /** Index of the first message of its line that failed before and still waits, if one stands at or before it. */
  readonly failed: number | null;
}

/** What one attempt did to a message. */
export interface MessageResult {
  readonly index: number;
  readonly number: number;
  readonly startedAt: Date;
  readonly ms: number;
  readonly status: number | undefined;
  readonly failure: string | undefined;
  readonly answer: Buffer | undefined;
  readonly truncated: boolean;
  readonly receipt: string | undefined;
  readonly kept: KeptReceipt | undefined;
  readonly delivered: boolean;
  readonly retryAt: Date | undefined;
  readonly bodySha256: string;
}

/** The lane belongs to another process, or the endpoint is no longer active. */
export class LaneLost extends Error {}

const later = (ms: string) => `now() + ${ms} * interval '1 ms'`;

/** Takes the lane, unless somebody has it or it has been taken since the job was made. `undefined`: nothing to do here. */
export async function takeLane(
  { pool }: Database,
  endpointId: string,
  generation: number,
  holder: string,
  leaseMs: number,
): Promise<LaneEndpoint | undefined> {
  const { rows } = await pool.query<LaneEndpoint>(
    `update webhooks.endpoints set holder = $3, held_until = ${later('$4')}, generation = generation + 1, due_at = null, queued_at = null
     where endpoint_id = $1 and generation = $2 and status = 'active' and url is not null and (holder is null or held_until < now())
     returning endpoint_id, organisation_id, url, concurrency, least(per_minute, allowed_per_minute) as per_minute, form, contract, not_before`,
    [endpointId, generation, holder, leaseMs],
  );
  return rows[0];
}

/** Keeps the lane a while longer. Throws `LaneLost`. */
export async function renewLane(
  { pool }: Database,
  endpointId: string,
  holder: string,
  leaseMs: number,
): Promise<void> {
  const { rowCount } = await pool.query(
    `update webhooks.endpoints set held_until = ${later('$3')} where endpoint_id = $1 and holder = $2 and status = 'active'`,
    [endpointId, holder, leaseMs],
  );
  if (rowCount === 0) throw new LaneLost();
}

/** The lines whose first waiting message is to be tried later. */
const BLOCKED = `exists (select from webhooks.messages h where h.endpoint_id = m.endpoint_id and h.line = m.line and h.state = 'waiting'
  and h.retry_at > now() and h.index <= m.index)`;

/** Messages that may be sent now, in log order, after an index; none once the lane is another's or the endpoint was paused. */
export async function readWaiting(
  { pool }: Database,
  { endpoint_id, form, contract }: LaneEndpoint,
  holder: string,
  after: number,
  limit: number,
): Promise<WaitingMessage[]> {
  const { rows } = await pool.query<
    Omit<WaitingMessage, 'index' | 'failed'> & { index: string; failed: string | null }
  >({
    name: 'webhooks-waiting',
    text: `select m.index, m.event_id, m.line, m.previous, m.attempts, b.body, m.made_at, f.index as failed from webhooks.messages m
     left join lateral (
       select min(h.index) as index, max(h.retry_at) as until from webhooks.messages h where h.endpoint_id = m.endpoint_id and h.line = m.line
         and h.state = 'waiting' and h.retry_at is not null and h.index <= m.index
     ) f on true
     left join webhooks.bodies b on b.event_id = m.event_id and b.form = $4 and b.contract = $5
     where exists (select from webhooks.endpoints where endpoint_id = $1 and holder = $6 and status = 'active')
       and m.endpoint_id = $1 and m.state = 'waiting' and m.index > $2 and (f.until is null or f.until <= now())
     order by m.index limit $3`,
    values: [endpoint_id, after, limit, form, contract, holder],
  });
  return rows.map((row) => ({
    ...row,
    index: Number(row.index),
    failed: row.failed === null ? null : Number(row.failed),
  }));
}

/** All in one statement, and nothing of it unless the lane is still held: no transaction to open and to end. */
const RESULTS = `
  with held as materialized (
    select from webhooks.endpoints where endpoint_id = $1 and holder = $2
  ), results as materialized (
    select r.* from unnest($3::bigint[], $4::int[], $5::timestamptz[], $6::int[], $7::int[], $8::text[], $9::bytea[], $10::bool[],
        $11::text[], $12::bool[], $13::timestamptz[], $14::text[])
      as r (index, number, started_at, ms, status, failure, answer, truncated, receipt, delivered, retry_at, sha256)
    where exists (select from held)
  ), attempts as (
    insert into webhooks.attempts (endpoint_id, kind, index, number, started_at, ms, status, failure, answer, truncated, receipt)
    select $1, 'message', index, number, started_at, ms, status, failure, answer, truncated, receipt from results
  ), receipts as (
    insert into webhooks.receipts (endpoint_id, event_id, public_key, signed, signature, received_at)
    select $1, k.* from unnest($15::uuid[], $16::text[], $17::bytea[], $18::bytea[], $19::timestamptz[]) k
    where exists (select from held) on conflict do nothing
  ), messages as (
    update webhooks.messages m set attempts = r.number, retry_at = r.retry_at,
      state = case when r.delivered then 'delivered' else m.state end,
      delivered_at = case when r.delivered then r.started_at + r.ms * interval '1 ms' end, body_sha256 = decode(r.sha256, 'hex')
    from results r where m.endpoint_id = $1 and m.index = r.index and m.state = 'waiting'
  )
  select from held`;

/** Writes what attempts did. Throws `LaneLost` when the lane is no longer this holder's: then somebody else does it anew. */
export async function writeResults(
  { pool }: Database,
  endpointId: string,
  holder: string,
  results: readonly MessageResult[],
): Promise<void> {
  const kept = results.flatMap(({ kept: receipt }) => receipt ?? []);
  const { rowCount } = await pool.query({
    name: 'webhooks-results',
    text: RESULTS,
    values: [
      endpointId,
      holder,
      results.map(({ index }) => index),
      results.map(({ number }) => number),
      results.map(({ startedAt }) => startedAt),
      results.map(({ ms }) => ms),
      results.map(({ status }) => status ?? null),
      results.map(({ failure }) => failure ?? null),
      results.map(({ answer }) => answer ?? null),
      results.map(({ truncated }) => truncated),
      results.map(({ receipt }) => receipt ?? null),
      results.map(({ delivered }) => delivered),
      results.map(({ retryAt }) => retryAt ?? null),
      results.map(({ bodySha256 }) => bodySha256),
      kept.map(({ eventId }) => eventId),
      kept.map(({ publicKey }) => publicKey),
      kept.map(({ signed }) => signed),
      kept.map(({ signature }) => signature),
      kept.map(({ receivedAt }) => receivedAt),
    ],
  });
  if (rowCount === 0) throw new LaneLost();
}

export async function insertReceipt(
  tx: Pick<pg.PoolClient, 'query'>,
  endpointId: string,
  { eventId, publicKey, signed, signature, receivedAt }: KeptReceipt,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into webhooks.receipts (endpoint_id, event_id, public_key, signed, signature, received_at) values ($1, $2, $3, $4, $5, $6)
     on conflict do nothing`,
    [endpointId, eventId, publicKey, signed, signature, receivedAt],
  );
  return rowCount === 1;
}

/**
 * Gives the lane back and says when it is due next. The row is locked first, so that what the log brings meanwhile is either seen here or
 * finds the lane at rest.
 */
export async function restLane(
  database: Database,
  endpointId: string,
  holder: string,
  pauseMs: number,
): Promise<void> {
  await database.transaction(async (tx) => {
    const { rowCount } = await tx.query(
      'select from webhooks.endpoints where endpoint_id = $1 and holder = $2 for no key update',
      [endpointId, holder],
    );
    if (rowCount === 0) return;
    await tx.query(
      `update webhooks.endpoints e set holder = null, held_until = null,
         not_before = case when $2::bigint > 0 then ${later('$2')} else not_before end,
         due_at = case
           when exists (select from webhooks.messages m where m.endpoint_id = $1 and m.state = 'waiting' and not ${BLOCKED}) then now()
           else (select min(retry_at) from webhooks.messages m where m.endpoint_id = $1 and m.state = 'waiting' and m.retry_at is not null)
         end
       where endpoint_id = $1`,
      [endpointId, Math.ceil(pauseMs)],
    );
  });
}
