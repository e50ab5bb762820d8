import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { Sealer, SealError } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import type pg from 'pg';

const PURPOSE = 'identity.signing-key';
const SIGNS_FOR_MS = 30 * 86_400_000;
/** After it retired a key verifies for this long, more than any token it signed lives. */
const VERIFIES_AFTER_MS = 3_600_000;
/** One number for "a signing key is being made in this database". */
const KEY_LOCK = 4_610_297_801;

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly retiresAt: Date;
}

interface Row {
  kid: string;
  public_key: { kty: string; crv: string; x: string };
  sealed_private_key: Buffer;
  retires_at: Date;
}

/**
 * Ed25519 keys that sign access tokens, shared by all processes of a database. A new one is made every 30 days, and when no
 * private key can be opened any more (another master key).
 */
@Injectable()
export class SigningKeys {
  private readonly logger = new Logger('SigningKeys');
  private current: SigningKey | undefined;
  private readonly verifiers = new Map<string, { readonly key: KeyObject; readonly until: Date }>();

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  async signer(now: Date): Promise<SigningKey> {
    if (!this.current || this.current.retiresAt <= now) {
      this.current = (await this.find(this.database.pool, now)) ?? (await this.make(now));
    }
    return this.current;
  }

  /** The public key of a token's `kid`; null if it is unknown or too old. */
  async verifier(kid: string, now: Date): Promise<KeyObject | null> {
    let known = this.verifiers.get(kid);
    if (!known) {
      const { rows } = await this.database.pool.query<Row>(
        'select kid, public_key, retires_at from identity.signing_keys where kid = $1',
        [kid],
      );
      const [row] = rows;
      if (!row) return null;
      const until = new Date(row.retires_at.getTime() + VERIFIES_AFTER_MS);
      known = { key: createPublicKey({ key: row.public_key, format: 'jwk' }), until };
      this.verifiers.set(kid, known);
    }
    return known.until > now ? known.key : null;
  }

  private async find(client: Pick<pg.Pool, 'query'>, now: Date): Promise<SigningKey | undefined> {
    const { rows } = await client.query<Row>(
      'select kid, sealed_private_key, retires_at from identity.signing_keys where retires_at > $1 order by created_at desc',
      [now],
    );
    for (const row of rows) {
      try {
        const der = this.sealer.open(PURPOSE, row.kid, row.sealed_private_key);
        const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
        return { kid: row.kid, privateKey, retiresAt: row.retires_at };
      } catch (error) {
        if (!(error instanceof SealError)) throw error;
        this.logger.warn(
          { kid: row.kid },
          'A signing key was sealed with another master key and is passed over',
        );
      }
    }
    return undefined;
  }

  private make(now: Date): Promise<SigningKey> {
    return this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [KEY_LOCK]);
      const made = await this.find(tx, now);
      if (made) return made;
      const { privateKey, publicKey } = generateKeyPairSync('ed25519');
      const kid = randomUUID();
      const der = privateKey.export({ format: 'der', type: 'pkcs8' });
      const retiresAt = new Date(now.getTime() + SIGNS_FOR_MS);
      await tx.query(
        `insert into identity.signing_keys (kid, public_key, sealed_private_key, created_at, retires_at) values ($1, $2, $3, $4, $5)`,
        [kid, publicKey.export({ format: 'jwk' }), this.sealer.seal(PURPOSE, kid, der), now, retiresAt],
      );
      await tx.query('delete from identity.signing_keys where retires_at < $1', [
        new Date(now.getTime() - VERIFIES_AFTER_MS),
      ]);
      return { kid, privateKey, retiresAt };
    });
  }
}
