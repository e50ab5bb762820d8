import { z } from 'zod';

/** An instant on the wire: RFC 3339 with an offset (`2026-03-02T18:00:00+09:00` or `…Z`); parsed to a `Date`. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 instant with an offset' })
  .transform((text, check) => {
    const date = new Date(text);
    // Beyond what PostgreSQL's timestamptz and any record here could mean.
    const year = date.getUTCFullYear();
    if (!(year >= 1900 && year < 2200)) {
      check.addIssue({
        code: 'invalid_format',
        format: 'datetime',
        message: 'must be an instant between 1900 and 2200',
      });
      return z.NEVER;
    }
    return date;
  })
  .meta({ description: 'RFC 3339 instant with an offset', example: '2026-03-02T18:00:00+09:00' });

/** `?asOf=` the past as it was; `?knownAt=` what was recorded by then. On every case, list and figure. */
export const pastQuery = z.object({
  asOf: instant.optional().describe('The state as of this instant'),
  knownAt: instant.optional().describe('Only what was recorded by this instant'),
});

/** `?limit=&cursor=`: spread its `shape` into a list's query. */
export const pageQuery = z.object({
  limit: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'must be a number from 1 to 200')
    .transform(Number)
    .pipe(z.number().max(200))
    .default(50)
    .describe('Items of a page, 1 to 200; default 50'),
  cursor: z.string().min(1).max(1024).optional().describe('`nextCursor` of the page before'),
});

/** A flag in a query. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

/** A query parameter that may be repeated: always an array. */
export function oneOrMany<Item extends z.ZodType>(item: Item, most = 50) {
  return z.preprocess(
    (given) => (given === undefined || Array.isArray(given) ? given : [given]),
    z.array(item).max(most),
  );
}

/** The answer of a list: `{ items, nextCursor }`; `nextCursor` is null on the last page. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Pass it as `cursor`; null: this is the last page'),
  });
}

/** The answer of every command. */
export const commandAnswer = z
  .object({
    id: z.string().describe('Id of the resource'),
    version: z.int().describe('Its version after the command; also the `ETag`'),
    events: z
      .array(z.object({ id: z.uuid(), type: z.string(), version: z.int() }))
      .describe('What the command appended'),
  })
  .meta({ id: 'CommandAnswer' });
