import { z } from 'zod';
import type { ZodOpenApiHeadersObject, ZodOpenApiResponseObject } from 'zod-openapi';

export const readHeaders = z.object({
  'X-Correlation-Id': z.uuid().optional().describe('Follows the request through logs and traces; echoed'),
});

export const commandHeaders = readHeaders.extend({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/)
    .optional()
    .describe('A repeat with the same key returns the first answer; with another request it is refused (422)')
    .meta({ example: 'submit-2026-000123' }),
  'If-Match': z
    .string()
    .optional()
    .describe('`ETag` of the version that was read; another one is refused (412)')
    .meta({ example: '"3"' }),
  Prefer: z
    .string()
    .optional()
    .describe('`wait=N`: answer once the read models show the change, at most N (up to 10) seconds later')
    .meta({ example: 'wait=2' }),
});

export function commandResponseHeaders(creates: boolean): ZodOpenApiHeadersObject {
  return {
    ETag: { description: 'The version, quoted', schema: { type: 'string' } },
    ...(creates
      ? { Location: { description: 'Where the new resource is', schema: { type: 'string' } } }
      : {}),
    'Preference-Applied': {
      description: '`wait=N`, if the read models were reached in time',
      schema: { type: 'string' },
    },
    'Doyak-Read-Models': {
      description: 'With `Prefer: wait`: whether the read models show the change',
      schema: { type: 'string', enum: ['followed', 'behind'] },
    },
  };
}

const problem = z
  .object({
    type: z.string().describe('Address of the description of the code'),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    code: z.string().describe('Stable: decide on this'),
    correlationId: z.string().optional(),
    errors: z
      .array(
        z.object({
          pointer: z.string().describe('JSON pointer (RFC 6901)'),
          code: z.string(),
          detail: z.string(),
        }),
      )
      .optional(),
  })
  .meta({ id: 'Problem' });

export function problemResponse(codes: readonly string[]): ZodOpenApiResponseObject {
  return { description: codes.join(', '), content: { 'application/problem+json': { schema: problem } } };
}
