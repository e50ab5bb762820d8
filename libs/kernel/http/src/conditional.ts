import { Problem } from './problems.js';

/** Reads `ETag`, `If-Match`, `If-None-Match`, `Prefer` and `Idempotency-Key` (RFC 9110, RFC 7240, draft-ietf-httpapi-idempotency-key). */

export function etagOf(version: number): string {
  return `"${version}"`;
}

/** `any`: `*`. `versions`: those that strong comparison can match; none of them if the tags are weak or foreign. */
export type IfMatch = { readonly any: true } | { readonly any: false; readonly versions: readonly number[] };

const MAX_TAGS = 8;
const tagList = /^(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*"(?:[ \t]*,[ \t]*(?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")*$/;
const tag = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/g;

export function parseIfMatch(header: string | undefined): IfMatch | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (text === '*') return { any: true };
  if (!tagList.test(text)) throw malformedHeader('If-Match', 'must be `*` or a list of entity tags');
  const tags = [...text.matchAll(tag)];
  if (tags.length > MAX_TAGS) throw malformedHeader('If-Match', `names more than ${MAX_TAGS} tags`);
  const versions = tags
    .filter(([, weak, opaque]) => weak === undefined && /^(0|[1-9]\d{0,14})$/.test(opaque ?? ''))
    .map(([, , opaque]) => Number(opaque));
  return { any: false, versions: [...new Set(versions)].sort((left, right) => right - left) };
}

/** Weak comparison, as `If-None-Match` asks. A header that cannot be read matches nothing: the full answer is always right. */
export function noneMatches(header: string | undefined, version: number): boolean {
  if (header === undefined) return true;
  const text = header.trim();
  if (text === '*') return false;
  return ![...text.matchAll(tag)].some(([, , opaque]) => opaque === String(version));
}

const MAX_WAIT_MS = 10_000;

/** Ms of `Prefer: wait=N`, at most ten seconds; preferences that cannot be read are ignored (RFC 7240 section 2). */
export function parsePreferWait(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header.join(',') : (header ?? '');
  for (const preference of text.split(',')) {
    const seconds = /^\s*wait\s*=\s*"?(\d{1,6})"?\s*(;|$)/i.exec(preference)?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds) * 1000, MAX_WAIT_MS);
  }
  return undefined;
}

/** 1 to 255 printable ASCII characters without spaces. */
export function parseIdempotencyKey(header: string | string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw malformedHeader('Idempotency-Key', 'must be 1 to 255 printable ASCII characters without spaces');
  }
  return header;
}

/** The log index after which an event stream goes on. */
export function parseLastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined) return undefined;
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header))
    throw malformedHeader('Last-Event-ID', 'must be a log index');
  return Number(header);
}

function malformedHeader(name: string, detail: string): Problem {
  return new Problem('MALFORMED_HEADER', `${name} ${detail}.`, {
    errors: [{ pointer: `/headers/${name.toLowerCase()}`, code: 'MALFORMED_HEADER', detail }],
  });
}
