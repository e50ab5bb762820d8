import { createHash } from 'node:crypto';

import type { z } from 'zod';
import { canonical } from './canonical.js';
import { Problem } from './problems.js';

export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/**
 * Keyset cursors of one list. A cursor names the position after which to go on, is bound to the list and its filters by a
 * checksum, and its position is checked against `position`: one that was altered, or taken from another list, is refused (400).
 * It holds nothing secret and grants nothing, hence no key.
 */
export function cursors<Position extends z.ZodType>(list: string, position: Position) {
  const checksum = (payload: string, filters: unknown) =>
    createHash('sha256')
      .update(`${list}\n${canonical(filters)}\n${payload}`)
      .digest('base64url')
      .slice(0, 11);

  return {
    encode(at: z.output<Position>, filters: unknown = {}): string {
      const payload = Buffer.from(JSON.stringify(at)).toString('base64url');
      return `${payload}.${checksum(payload, filters)}`;
    },

    /** Undefined without a cursor: from the start. */
    decode(cursor: string | undefined, filters: unknown = {}): z.output<Position> | undefined {
      if (cursor === undefined) return undefined;
      const [payload = '', sum = '', ...rest] = cursor.split('.');
      if (rest.length === 0 && sum === checksum(payload, filters)) {
        const parsed = position.safeParse(parseOrUndefined(payload));
        if (parsed.success) return parsed.data;
      }
      throw new Problem('INVALID_CURSOR', 'The cursor was altered or belongs to another list.', {
        errors: [
          { pointer: '/query/cursor', code: 'INVALID_CURSOR', detail: 'was not issued for this list' },
        ],
      });
    },
  };
}

function parseOrUndefined(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Makes a page of rows read with `limit + 1`: the one too many tells that there is a next page. `cursorOf` gives the cursor
 * after a row.
 */
export function page<Row, Item>(
  rows: readonly Row[],
  limit: number,
  view: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(view),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}
