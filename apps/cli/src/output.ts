/** What a command answers: one JSON document with `--json`, lines for people otherwise. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

export function print(json: boolean, answer: unknown, lines: () => string): void {
  process.stdout.write(json ? `${JSON.stringify(answer, null, 2)}\n` : `${lines()}\n`);
}

/** A plain table: columns as wide as their content, numbers to the right. */
export function table(rows: Rows): string {
  if (rows.length === 0) return '(none)';
  const columns = Object.keys(rows[0]!);
  const cells = rows.map((row) => columns.map((column) => text(row[column])));
  const widths = columns.map((column, at) => Math.max(column.length, ...cells.map((row) => row[at]!.length)));
  const line = (row: readonly string[], numeric: readonly boolean[]) =>
    row
      .map((cell, at) => (numeric[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd();
  const none = columns.map(() => false);
  return [
    line(columns, none),
    line(
      widths.map((width) => '-'.repeat(width)),
      none,
    ),
    ...rows.map((row, at) =>
      line(
        cells[at]!,
        columns.map((column) => typeof row[column] === 'number'),
      ),
    ),
  ].join('\n');
}

function text(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
