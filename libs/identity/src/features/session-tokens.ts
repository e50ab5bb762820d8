import { reply, type Reply } from '@doyak/kernel/http';
import { z } from 'zod';
import { ACCESS_TOKEN_SECONDS } from '../security/access-tokens.js';
import type { OpenSession } from '../security/sessions.js';

export interface SessionTokens {
  readonly accessToken: string;
  readonly session: OpenSession;
}

/** As in RFC 6749 5.1, in this API's spelling. */
export const sessionTokens = z
  .object({
    accessToken: z.string().describe('Send it as `Authorization: Bearer …`'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().describe('Seconds until the access token expires'),
    refreshToken: z.string().describe('Good for one call of `POST /v1/sessions/refresh`'),
    sessionExpiresAt: z.iso.datetime().describe('Then one signs in again'),
  })
  .meta({ id: 'SessionTokens' });

export function answerWith({ accessToken, session }: SessionTokens): Reply<z.input<typeof sessionTokens>> {
  return reply(
    {
      accessToken,
      tokenType: 'Bearer',
      expiresIn: ACCESS_TOKEN_SECONDS,
      refreshToken: session.refreshToken,
      sessionExpiresAt: session.expiresAt.toISOString(),
    },
    { status: 201, headers: { 'Cache-Control': 'no-store' } },
  );
}
