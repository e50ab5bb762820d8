import { Controller, Get, Inject } from '@nestjs/common';
import { type AnswerOf, Endpoint, endpoint } from '@doyak/kernel/http';
import { z } from 'zod';
import { WebhookSigningKeys } from '../../delivery/signing-keys.js';

const route = endpoint({
  permission: 'public',
  summary: 'Public keys of the signatures v1a on messages, with their validity',
  tags: ['webhooks'],
  response: z.object({
    keys: z.array(
      z.object({
        algorithm: z.literal('Ed25519'),
        publicKey: z.string().describe('`whpk_` and base64 of 32 bytes'),
        validFrom: z.string(),
        validUntil: z.string(),
      }),
    ),
  }),
});

@Controller('.well-known')
export class SigningKeysController {
  constructor(@Inject(WebhookSigningKeys) private readonly keys: WebhookSigningKeys) {}

  @Get('doyak-webhook-keys.json')
  @Endpoint(route)
  async list(): Promise<AnswerOf<typeof route>> {
    const keys = await this.keys.published();
    return {
      keys: keys.map(({ publicKey, validFrom, validUntil }) => ({
        ...{ algorithm: 'Ed25519' as const, publicKey },
        ...{ validFrom: validFrom.toISOString(), validUntil: validUntil.toISOString() },
      })),
    };
  }
}
