import { HttpException } from '@nestjs/common';
import { Refusal, type RefusalKind, type Violation } from '@doyak/kernel/decider';
import { isDependencyDown } from './dependency-errors.js';
import { Problem, problemDefinition } from './problems.js';

/** The body of an `application/problem+json` answer (RFC 9457). */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly correlationId?: string;
  readonly errors?: readonly Violation[];
}

export interface MappedProblem {
  readonly document: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;
  /** Something that a person should look at: logged with its stack. */
  readonly unexpected: boolean;
}

const refusalStatus: Readonly<Record<RefusalKind, number>> = {
  conflict: 409,
  rule: 422,
  forbidden: 403,
  'not-found': 404,
};

const generalCodes: Readonly<Record<number, string>> = {
  400: 'INVALID_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  406: 'NOT_ACCEPTABLE',
  408: 'REQUEST_TIMEOUT',
  409: 'STATE_CONFLICT',
  412: 'STALE_VERSION',
  413: 'BODY_TOO_LARGE',
  414: 'URL_TOO_LONG',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'RULE_BROKEN',
  429: 'RATE_LIMITED',
  503: 'DEPENDENCY_DOWN',
};

/** Relative: `GET /problems/<code>` on the same host describes it. */
export function problemType(code: string): string {
  return `/problems/${code}`;
}

export function problemDocument(
  code: string,
  more: Partial<ProblemDocument> & { correlationId?: string } = {},
): ProblemDocument {
  const definition = problemDefinition(code);
  const status = more.status ?? definition?.status ?? 500;
  return {
    type: problemType(code),
    title: definition?.title ?? problemDefinition(generalCodes[status] ?? 'INTERNAL')?.title ?? 'Problem',
    status,
    ...(more.detail ? { detail: more.detail } : {}),
    code,
    ...(more.correlationId ? { correlationId: more.correlationId } : {}),
    ...(more.errors?.length ? { errors: more.errors } : {}),
  };
}

/** The answer to whatever was thrown. `ifMatch`: the client named a version, so a version conflict is its stale one (412). */
export function mapProblem(
  error: unknown,
  request: { readonly correlationId: string; readonly ifMatch: boolean },
): MappedProblem {
  const { correlationId } = request;
  const answer = (
    code: string,
    more: Partial<ProblemDocument> = {},
    headers: Readonly<Record<string, string>> = {},
    unexpected = false,
  ): MappedProblem => ({ document: problemDocument(code, { ...more, correlationId }), headers, unexpected });

  if (error instanceof Problem) {
    const { errors, headers } = error.options;
    return answer(error.code, { detail: error.detail, errors }, headers);
  }
  if (error instanceof Refusal) {
    const status = refusalStatus[error.kind];
    return answer(error.code, { status, detail: error.detail, errors: error.violations });
  }
  switch (storeCode(error)) {
    case 'VERSION_CONFLICT':
      return answer(request.ifMatch ? 'STALE_VERSION' : 'VERSION_CONFLICT');
    case 'CLAIM_TAKEN':
      return answer('CLAIM_TAKEN', { detail: claimDetail(error) });
    case 'COMMAND_REUSED':
      return answer('COMMAND_REUSED');
    default:
  }
  if (isDependencyDown(error)) return answer('DEPENDENCY_DOWN', {}, { 'Retry-After': '2' }, true);
  const status = clientStatus(error);
  if (status) return answer(generalCodes[status] ?? 'INVALID_REQUEST', { status });
  return answer('INTERNAL', {}, {}, true);
}

/** The store's errors are known by their stable `code`: the edge does not depend on the store. */
function storeCode(error: unknown): string | undefined {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}

/** The claim's name is a rule's name; its key may be a business number and stays out. */
function claimDetail(error: unknown): string | undefined {
  const { claim } = error as { claim?: string | { name?: string } };
  const name = typeof claim === 'string' ? claim : claim?.name;
  return name ? `Only one is allowed: ${name}.` : undefined;
}

/** Errors of Nest and Express that blame the client; their texts may repeat input and are not passed on. */
function clientStatus(error: unknown): number | undefined {
  const status =
    error instanceof HttpException ? error.getStatus() : (error as { status?: unknown } | null)?.status;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
