import type pg from 'pg';
import { applyToPast, type KeyTouch } from './apply-past.js';
import type { ReadModel, ReadRow, TableShape, RowChange } from './read-model.js';
import type { LoggedEvent } from './recorded-event.js';
import { asRead, keyType, settle } from './stored-row.js';

/**
 * Projects a batch: the changes of all its events are folded in memory, so that each table costs one read and one write a batch,
 * however many events there are.
 */
export async function project(
  tx: Pick<pg.PoolClient, 'query'>,
  model: ReadModel,
  schema: string,
  events: readonly LoggedEvent[],
): Promise<void> {
  const changes = new Map<string, KeyTouch[]>();
  for (const event of events) {
    const { occurredAt, recordedAt } = event;
    for (const { table, key, change } of [
      (model.on[event.type] ?? model.every)?.(event) ?? [],
    ].flat() as RowChange[]) {
      const list = changes.get(table);
      const touch = { key, change, occurredAt, recordedAt };
      if (list) list.push(touch);
      else changes.set(table, [touch]);
    }
  }
  for (const table of model.tables) {
    const list = changes.get(table.name);
    changes.delete(table.name);
    if (!list) continue;
    await applyTo(tx, table, schema, list);
    if (table.temporal) await applyToPast(tx, table, schema, list);
  }
  const [unknown] = changes.keys();
  if (unknown) throw new Error(`Read model ${model.name} has no table ${unknown}`);
}

async function applyTo(
  tx: Pick<pg.PoolClient, 'query'>,
  table: TableShape,
  schema: string,
  changes: readonly KeyTouch[],
): Promise<void> {
  const place = `${schema}.${table.name}`;
  const keys = [...new Set(changes.map(({ key }) => key))];
  const found = await tx.query<{ rows: ReadRow[] | null }>(
    `select json_agg(r) as rows from (select ${Object.keys(table.columns).map(asRead(table)).join(', ')} from ${place} t
       where t.${table.key} = any($1::text[]::${keyType(table)}[])) r`,
    [keys],
  );
  const rows = new Map<string, ReadRow | undefined>(
    (found.rows[0]!.rows ?? []).map((row) => [String((row as Record<string, unknown>)[table.key]), row]),
  );
  const existed = new Set(rows.keys());
  for (const { key, change } of changes) rows.set(key, settle(table, change(rows.get(key))));

  const kept = [...rows.values()].filter((row) => row !== undefined);
  const gone = [...existed].filter((key) => rows.get(key) === undefined);
  // First what goes: a unique value may pass from a row that is removed to another.
  if (gone.length > 0) {
    await tx.query(`delete from ${place} where ${table.key} = any($1::text[]::${keyType(table)}[])`, [gone]);
  }
  if (kept.length > 0) {
    const columns = Object.keys(table.columns);
    const others = columns.filter((column) => column !== table.key);
    const update =
      others.length > 0 ? `update set ${others.map((c) => `${c} = excluded.${c}`).join(', ')}` : 'nothing';
    await tx.query(
      `insert into ${place} (${columns.join(', ')}) select ${columns.join(', ')}
       from json_populate_recordset(null::${place}, $1::json) on conflict (${table.key}) do ${update}`,
      [JSON.stringify(kept)],
    );
  }
}
