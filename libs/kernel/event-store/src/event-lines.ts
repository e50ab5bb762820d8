/**
 * Events leave PostgreSQL as one piece of text: a line an event, its columns between tabs. That is the cheapest form for both sides
 * (docs/benchmarks.md): columns as such cost the driver more, JSON costs PostgreSQL more. No column can hold a tab or a line feed: the
 * domains of its table refuse them, and canonical JSON escapes them.
 */

/** SQL that answers one row with all lines, in order, in the column `lines`; null when there is no event. `nullable` columns may be null. */
export function selectLines(
  columns: readonly string[],
  nullable: ReadonlySet<string>,
  source: string,
  order: string,
): string {
  const texts = columns.map((column) => (nullable.has(column) ? `coalesce(${column}::text, '')` : column));
  // Ordered before it is aggregated: a sort inside string_agg would carry the whole lines.
  return `select string_agg(line, E'\\n') as lines from (
    select concat_ws(E'\\t', ${texts.join(', ')}) as line from ${source} order by ${order}) as ordered`;
}

/** Splits what `selectLines` answers. Null columns are empty. */
export function splitLines(lines: string | null): string[][] {
  return lines === null ? [] : lines.split('\n').map(splitColumns);
}

/**
 * The columns of a line, in memory of their own: a part of a string keeps the whole string alive, here all lines that came with it, for as
 * long as anybody keeps one id. Joining makes V8 copy the line before it is split.
 */
export function splitColumns(line: string): string[] {
  const columns = `${line}\t`.split('\t');
  columns.pop();
  return columns;
}

/**
 * RFC 3339 with milliseconds from a timestamptz as PostgreSQL writes it in a session in UTC, as all of ours are: several times as cheap as
 * to_char(). Throws for a session in another zone.
 */
export function toInstant(text: string): string {
  const end = text.length - 3;
  if (text[10] !== ' ' || !text.endsWith('+00')) throw new RangeError(`"${text}" is not an instant in UTC`);
  const whole = `${text.slice(0, 10)}T${text.slice(11, 19)}`;
  return end === 19 ? `${whole}.000Z` : `${whole}.${text.slice(20, Math.min(end, 23)).padEnd(3, '0')}Z`;
}
