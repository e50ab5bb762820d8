import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { SigningKeys } from './signing-keys.js';

/** Seconds. Short, although every request also looks at the session: a token that leaks elsewhere soon is worth nothing. */
export const ACCESS_TOKEN_SECONDS = 600;

const AUDIENCE = 'doyak-api';
/** RFC 9068: so that no other token signed with the same key is taken for an access token. */
const TYPE = 'at+jwt';
const claimsSchema = z.object({ sub: z.uuid(), sid: z.uuid() });

export interface AccessClaims {
  readonly personId: string;
  readonly sessionId: string;
}

/** Signs and verifies access tokens: JWT (RFC 7519) by Ed25519, of person and session; what they may do is looked up. */
@Injectable()
export class AccessTokens {
  private readonly issuer: string;

  constructor(
    @Inject(SigningKeys) private readonly keys: SigningKeys,
    @Inject(Config) config: Pick<Config, 'publicUrl'>,
  ) {
    this.issuer = config.publicUrl ?? 'urn:doyak';
  }

  async issue({ personId, sessionId }: AccessClaims, now: Date): Promise<string> {
    const { kid, privateKey } = await this.keys.signer(now);
    const issuedAt = Math.floor(now.getTime() / 1000);
    return new SignJWT({ sid: sessionId })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: TYPE })
      .setIssuer(this.issuer)
      .setAudience(AUDIENCE)
      .setSubject(personId)
      .setJti(randomUUID())
      .setIssuedAt(issuedAt)
      .setExpirationTime(issuedAt + ACCESS_TOKEN_SECONDS)
      .sign(privateKey);
  }

  /** Null for a token that was not issued here, was altered, or has expired. */
  async verify(token: string, now: Date): Promise<AccessClaims | null> {
    try {
      const { payload } = await jwtVerify(token, ({ kid }) => this.keyOf(kid, now), {
        algorithms: ['EdDSA'],
        typ: TYPE,
        issuer: this.issuer,
        audience: AUDIENCE,
        currentDate: now,
        requiredClaims: ['sub', 'sid', 'exp', 'iat', 'jti'],
      });
      const claims = claimsSchema.safeParse(payload);
      return claims.success ? { personId: claims.data.sub, sessionId: claims.data.sid } : null;
    } catch (error) {
      if (error instanceof errors.JOSEError) return null;
      throw error;
    }
  }

  private async keyOf(kid: string | undefined, now: Date) {
    const key = z.uuid().safeParse(kid).success ? await this.keys.verifier(kid!, now) : null;
    if (!key) throw new errors.JWKSNoMatchingKey();
    return key;
  }
}
