import type { Violation } from '@doyak/kernel/decider';
import { z } from 'zod';
import { Problem } from './problems.js';

const MAX_ERRORS = 50;

function escape(token: PropertyKey): string {
  return String(token).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** JSON pointers: into the body as they are; for the rest under `/path` and `/query`. */
function violationsOf(error: z.ZodError, prefix: string): Violation[] {
  return error.issues.slice(0, MAX_ERRORS).map((issue) => {
    const { params } = issue as { params?: { code?: unknown } };
    return {
      pointer: prefix + issue.path.map((token) => `/${escape(token)}`).join(''),
      code: typeof params?.code === 'string' ? params.code : issue.code.toUpperCase(),
      detail: issue.message.slice(0, 300),
    };
  });
}

/**
 * Parses one part of the request. A wrong shape is 400; a body whose only faults are refinements (`custom` issues: a check digit,
 * an order of dates) has the right shape and breaks a rule: 422.
 */
export async function parsePart(
  schema: z.ZodType | undefined,
  value: unknown,
  part: 'path' | 'query' | 'body',
): Promise<unknown> {
  if (!schema) return part === 'body' ? undefined : {};
  const parsed = await schema.safeParseAsync(value);
  if (parsed.success) return parsed.data;
  const errors = violationsOf(parsed.error, part === 'body' ? '' : `/${part}`);
  const onlyRules = part === 'body' && parsed.error.issues.every((issue) => issue.code === 'custom');
  const where = part === 'body' ? 'body' : part === 'path' ? 'path' : 'query';
  throw onlyRules
    ? new Problem('RULE_BROKEN', 'The body breaks a rule; see errors.', { errors })
    : new Problem('INVALID_REQUEST', `The ${where} does not have the expected shape; see errors.`, {
        errors,
      });
}

/** PostgreSQL text cannot hold NUL, and a lone surrogate or bad encoding is no text at all. */
export function refuseUnreadableUrl(url: string): void {
  let decoded: string;
  try {
    decoded = decodeURIComponent(url.replaceAll('+', ' '));
  } catch {
    throw new Problem('MALFORMED_URL', 'The URL is not percent-encoded UTF-8.');
  }
  if (decoded.includes('\0')) throw new Problem('MALFORMED_URL', 'The URL holds NUL.');
}
