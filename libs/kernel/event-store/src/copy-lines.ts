import type pg from 'pg';
import { to } from 'pg-copy-streams';
import { splitColumns } from './event-lines.js';

/**
 * Rows by COPY, their columns as text (null is an empty string), in the portions they arrive in: half the work of a query for PostgreSQL,
 * and what is folded at once dies young, which costs the collector next to nothing. For long reads only, since COPY takes no parameters
 * and its plan is not kept: `select` must hold nothing that came from outside. A reader that stops early costs the connection.
 */
export async function* copyLines<Line>(
  pool: Pick<pg.Pool, 'connect'>,
  select: string,
  parse: (columns: string[]) => Line,
): AsyncGenerator<Line[], void, void> {
  const client = await pool.connect();
  let broken: Error | boolean = true;
  try {
    const stream = client.query(to(`copy (${select}) to stdout`));
    let rest = '';
    stream.setEncoding('utf8');
    for await (const chunk of stream as AsyncIterable<string>) {
      const text = rest + chunk;
      const end = text.lastIndexOf('\n');
      rest = text.slice(end + 1);
      if (end >= 0)
        yield text
          .slice(0, end)
          .split('\n')
          .map((line) => parse(columnsOf(line)));
    }
    broken = false;
  } finally {
    client.release(broken);
  }
}

const ESCAPED: Readonly<Record<string, string>> = {
  ...{ b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' },
};

/** COPY's text format: `\N` alone is null, a backslash before a letter a control character, before another character that character. */
function columnsOf(line: string): string[] {
  const columns = splitColumns(line);
  if (!line.includes('\\')) return columns;
  return columns.map((column) => {
    if (column === '\\N') return '';
    return column.includes('\\')
      ? column.replace(/\\(.)/g, (_, after: string) => ESCAPED[after] ?? after)
      : column;
  });
}
