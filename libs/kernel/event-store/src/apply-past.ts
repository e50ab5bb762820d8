import type pg from 'pg';
import { PAST_COLUMNS, pastTable, type ReadRow, type TableShape } from './read-model.js';
import { instant } from './recorded-event.js';
import { asRead, keyType, settle } from './stored-row.js';
import { applyTouch, FOREVER, liveUntil, type Span, type Touch } from './timeline.js';

export interface KeyTouch extends Touch {
  readonly key: string;
}

type PastRow = Record<string, unknown>;

const BOUNDS = ['validFrom', 'validTo', 'knownFrom', 'knownTo', 'cutValid', 'cutKnown'] as const;
const columnOf = (bound: (typeof BOUNDS)[number]) =>
  `past_${bound.replace(/[A-Z]/, (c) => `_${c.toLowerCase()}`)}`;
const read = (column: string) =>
  `case when isfinite(t.${column}) then ${instant(`t.${column}`)} else t.${column}::text end as ${column}`;

/** Takes a batch into the history of a temporal table: one read, and one write or two. */
export async function applyToPast(
  tx: Pick<pg.PoolClient, 'query'>,
  table: TableShape,
  schema: string,
  touches: readonly KeyTouch[],
): Promise<void> {
  const place = `${schema}.${pastTable(table.name)}`;
  const type = keyType(table);
  const since = new Map<string, string>();
  for (const { key, occurredAt } of touches) {
    const earliest = since.get(key);
    if (earliest === undefined || occurredAt < earliest) since.set(key, occurredAt);
  }
  const columns = Object.keys(table.columns);
  const found = await tx.query<{ rows: PastRow[] | null }>(
    `select json_agg(r) as rows from (
       select ${columns.map(asRead(table)).join(', ')}, t.past_gone, ${BOUNDS.map(columnOf).map(read).join(', ')}
       from unnest($1::text[]::${type}[], $2::timestamptz[]) as k(key, since)
       join ${place} t on t.${table.key} = k.key and t.past_live_until > k.since) r`,
    [[...since.keys()], [...since.values()]],
  );
  const before = new Map<string, Span[]>();
  for (const row of found.rows[0]!.rows ?? []) {
    const key = String(row[table.key]);
    before.set(key, [...(before.get(key) ?? []), spanOf(table, row)]);
  }
  const after = new Map(before);
  for (const touch of touches) {
    const change = (row: object | undefined) => settle(table, touch.change(row));
    after.set(touch.key, applyTouch(after.get(touch.key) ?? [], { ...touch, change }));
  }
  await write(tx, table, place, before, after);
}

async function write(
  tx: Pick<pg.PoolClient, 'query'>,
  table: TableShape,
  place: string,
  before: ReadonlyMap<string, readonly Span[]>,
  after: ReadonlyMap<string, readonly Span[]>,
): Promise<void> {
  const rows: PastRow[] = [];
  const emptied: { key: string; valid: string; known: string }[] = [];
  for (const [key, spans] of after) {
    const old = before.get(key) ?? [];
    const corners = new Set(spans.map(corner));
    for (const span of spans) if (!old.includes(span)) rows.push(rowOf(table, key, span));
    for (const span of old) {
      if (!corners.has(corner(span))) emptied.push({ key, valid: span.validFrom, known: span.knownFrom });
    }
  }
  if (emptied.length > 0) {
    await tx.query(
      `delete from ${place} t using unnest($1::text[]::${keyType(table)}[], $2::timestamptz[], $3::timestamptz[]) as k(key, valid, known)
       where t.${table.key} = k.key and t.past_valid_from = k.valid and t.past_known_from = k.known`,
      [emptied.map(({ key }) => key), emptied.map(({ valid }) => valid), emptied.map(({ known }) => known)],
    );
  }
  if (rows.length === 0) return;
  const columns = [...Object.keys(table.columns), ...Object.keys(PAST_COLUMNS)];
  const corners = [table.key, 'past_valid_from', 'past_known_from'];
  // Events of one command share their instants: a later batch may hold what the row became by the last of them.
  const others = columns.filter((column) => !corners.includes(column));
  await tx.query(
    `insert into ${place} (${columns.join(', ')}) select ${columns.join(', ')}
     from json_populate_recordset(null::${place}, $1::json)
     on conflict (${corners.join(', ')}) do update set ${others.map((c) => `${c} = excluded.${c}`).join(', ')}`,
    [JSON.stringify(rows)],
  );
}

const corner = (span: Span) => `${span.validFrom} ${span.knownFrom}`;

function spanOf(table: TableShape, row: PastRow): Span {
  const columns = Object.keys(table.columns);
  const own: ReadRow = Object.fromEntries(columns.map((column) => [column, row[column]]));
  const bound = (name: (typeof BOUNDS)[number]) => row[columnOf(name)] as string;
  return {
    row: row['past_gone'] ? undefined : own,
    ...{ validFrom: bound('validFrom'), validTo: bound('validTo') },
    ...{ knownFrom: bound('knownFrom'), knownTo: bound('knownTo') },
    ...{ cutValid: bound('cutValid'), cutKnown: bound('cutKnown') },
  };
}

function rowOf(table: TableShape, key: string, span: Span): PastRow {
  return {
    ...(span.row ?? { [table.key]: key }),
    past_gone: span.row === undefined,
    ...Object.fromEntries(BOUNDS.map((bound) => [columnOf(bound), span[bound]])),
    past_live_until: liveUntil(span) ?? `-${FOREVER}`,
  };
}
