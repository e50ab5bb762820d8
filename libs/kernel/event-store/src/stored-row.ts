import type { ReadRow, TableShape } from './read-model.js';
import { instant } from './recorded-event.js';

/** The row as PostgreSQL would give it back, so that a change sees the same whether the one before was in its batch or not. */
export function settle(table: TableShape, row: ReadRow | undefined): ReadRow | undefined {
  if (row === undefined) return undefined;
  const settled: Record<string, unknown> = {};
  for (const [column, type] of Object.entries(table.columns)) {
    const value = (row as Record<string, unknown>)[column] ?? null;
    if (value === null) settled[column] = null;
    else if (isInstant(type)) settled[column] = new Date(value as string).toISOString();
    else if (type.startsWith('uuid')) settled[column] = (value as string).toLowerCase();
    else settled[column] = value;
  }
  return settled;
}

/** SQL of a column as `settle` gives it. */
export function asRead(table: TableShape): (column: string) => string {
  return (column) =>
    isInstant(table.columns[column]!) ? `${instant(`t.${column}`)} as ${column}` : `t.${column}`;
}

function isInstant(type: string): boolean {
  return type.startsWith('timestamptz');
}

/** SQL type of a table's key. */
export function keyType(table: TableShape): string {
  return table.columns[table.key]!.split(' ')[0]!;
}
