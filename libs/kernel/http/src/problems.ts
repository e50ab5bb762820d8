import type { Violation } from '@doyak/kernel/decider';

export interface ProblemDefinition {
  /** HTTP status of the answer. */
  readonly status: number;
  /** Short and the same for each occurrence. */
  readonly title: string;
  /** What happened and what a client can do about it, for docs/problems.md. */
  readonly help?: string;
}

const registry = new Map<string, ProblemDefinition>();

/**
 * Registers stable problem codes at import. A context names the codes of its refusals here: status 409 for `conflict`, 422
 * for `rule`, 403 for `forbidden`, 404 for `not-found`.
 */
export function defineProblems<const Definitions extends Readonly<Record<string, ProblemDefinition>>>(
  definitions: Definitions,
): Definitions {
  for (const [code, definition] of Object.entries(definitions)) {
    if (!/^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$/.test(code))
      throw new Error(`Problem code "${code}" is not SCREAMING_SNAKE_CASE`);
    const known = registry.get(code);
    if (known && known !== definition) throw new Error(`Problem code "${code}" is defined twice`);
    registry.set(code, definition);
  }
  return definitions;
}

export function problemDefinition(code: string): ProblemDefinition | undefined {
  return registry.get(code);
}

/** All registered codes, sorted. */
export function problemCatalogue(): ReadonlyMap<string, ProblemDefinition> {
  return new Map([...registry].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Codes that any route can answer with. */
defineProblems({
  MALFORMED_JSON: {
    status: 400,
    title: 'The body is not well-formed JSON',
    help: 'Send one JSON text in UTF-8 (RFC 8259), without duplicate member names, lone surrogates or NUL.',
  },
  BODY_INCOMPLETE: { status: 400, title: 'The body ended too early' },
  MALFORMED_URL: {
    status: 400,
    title: 'The URL is not well-formed',
    help: 'Percent-encode path and query as UTF-8.',
  },
  MALFORMED_HEADER: {
    status: 400,
    title: 'A header is not well-formed',
    help: 'The pointer names the header.',
  },
  INVALID_REQUEST: {
    status: 400,
    title: 'The request does not have the expected shape',
    help: 'Each entry of `errors` points at a member of the body, or at `/query/…` or `/path/…`.',
  },
  INVALID_CURSOR: {
    status: 400,
    title: 'The cursor was not issued for this list',
    help: 'Follow `nextCursor` or the `Link` header unchanged, with the same filters.',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'Sign in first',
    help: 'Send `Authorization: Bearer <token or API key>`.',
  },
  FORBIDDEN: {
    status: 403,
    title: 'You may not do this',
    help: 'The route needs a permission that you do not hold; see docs/permissions.md.',
  },
  NOT_FOUND: { status: 404, title: 'There is no such thing' },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'The method is not allowed here',
    help: '`Allow` lists the methods.',
  },
  NOT_ACCEPTABLE: {
    status: 406,
    title: 'No acceptable representation',
    help: 'The route answers with JSON unless documented otherwise.',
  },
  REQUEST_TIMEOUT: { status: 408, title: 'The request took too long to arrive' },
  CLAIM_TAKEN: {
    status: 409,
    title: 'Already taken',
    help: 'Something that may exist only once exists already.',
  },
  VERSION_CONFLICT: {
    status: 409,
    title: 'Changed at the same time',
    help: 'Read the current state and try again.',
  },
  STATE_CONFLICT: { status: 409, title: 'The present state does not allow it' },
  STALE_VERSION: {
    status: 412,
    title: 'The version is no longer current',
    help: '`If-Match` named another version: read again.',
  },
  BODY_TOO_LARGE: { status: 413, title: 'The body is too large' },
  URL_TOO_LONG: { status: 414, title: 'The URL is too long' },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'The media type is not supported',
    help: 'Send `Content-Type: application/json` without `Content-Encoding`.',
  },
  EXPECTATION_FAILED: { status: 417, title: 'The expectation cannot be met' },
  RULE_BROKEN: { status: 422, title: 'A rule is broken' },
  COMMAND_REUSED: {
    status: 422,
    title: 'The idempotency key was used for another request',
    help: 'Use a new `Idempotency-Key` for a new request.',
  },
  RATE_LIMITED: { status: 429, title: 'Too many requests', help: 'Wait as long as `Retry-After` says.' },
  HEADERS_TOO_LARGE: { status: 431, title: 'The headers are too large' },
  INTERNAL: { status: 500, title: 'Something went wrong', help: 'Report the correlation id.' },
  DEPENDENCY_DOWN: {
    status: 503,
    title: 'A dependency is not available',
    help: 'Try again after `Retry-After`; a repeated `Idempotency-Key` does nothing twice.',
  },
  TIMEOUT: {
    status: 503,
    title: 'The answer took too long',
    help: 'Try again with the same `Idempotency-Key`.',
  },
  SHUTTING_DOWN: { status: 503, title: 'The service is stopping' },
});

/** Thrown anywhere below the edge, answered as a problem document (RFC 9457). `code` must be registered. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly code: string,
    /** For people; no personal data. */
    readonly detail: string,
    readonly options: {
      readonly errors?: readonly Violation[];
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(`${code}: ${detail}`);
  }
}
