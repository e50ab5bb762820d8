import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';
import { GRANTABLE } from './published/catalogue.js';

/** Text that people write; without resident registration numbers. */
export const reason = withoutResidentNumber(z.string().trim().min(1).max(2_000));

export const byId = z.object({ id: z.uuid() });

/** Index of the log in a path or query. */
export const logIndex = z
  .string()
  .regex(/^(0|[1-9]\d{0,14})$/, 'must be an index of the log')
  .transform(Number);

export const byMessage = byId.extend({ index: logIndex });

export const publishedType = z.enum(GRANTABLE as [string, ...string[]]);

/** What an endpoint asks for, as a partner writes it. */
export const wishes = z.object({
  url: z
    .string()
    .min(1)
    .max(2_048)
    .optional()
    .describe('Absent: the endpoint pulls the feed, nothing is sent'),
  types: z.array(publishedType).min(1).max(100),
  cases: z
    .array(z.uuid())
    .min(1)
    .max(1_000)
    .optional()
    .describe('Only these; absent: every case that concerns the partner'),
  form: z.enum(['thin', 'fat']).default('thin').describe('References alone, or the published facts'),
  description: withoutResidentNumber(z.string().trim().min(1).max(500)),
  contact: z.uuid().optional().describe('Person of the partner to turn to'),
  concurrency: z
    .int()
    .min(1)
    .max(64)
    .default(8)
    .describe('Requests at a time; those of one case follow one another'),
  perMinute: z.int().min(1).max(1_000_000).optional().describe('Requests a minute at most'),
});

/** What every command on an endpoint can be refused with. */
export const endpointRefusals = ['ENDPOINT_NOT_FOUND', 'ENDPOINT_DISABLED', 'PERSON_NEEDED'] as const;

/** SHA-256 in lower-case hex. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be SHA-256 in lower-case hex');

/** Headers of the Standard Webhooks scheme, on what Doyak sends and on what it takes. */
export const webhookHeaders = z.object({
  'webhook-id': z.string().describe('Of the message: the same on each attempt. Without a full stop'),
  'webhook-timestamp': z.string().describe('Seconds since 1970, of this attempt; at most 300 from now'),
  'webhook-signature': z
    .string()
    .describe(
      'Separated by spaces: `v1,` and base64 of HMAC-SHA256, `v1a,` and base64 of Ed25519, over `id.timestamp.body`',
    ),
});
