import { generateKeyPairSync, type KeyObject, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import { privateKey, privateKeyText, publicKeyText } from '@doyak/webhook-receiver';
import type pg from 'pg';

const PURPOSE = 'webhooks.signing-key';
const DAY = 86_400_000;
/** A key signs for a year; the next one is published this long before it signs, so that partners have it in time. */
const SIGNS_FOR = 365 * DAY;
const AHEAD = 30 * DAY;
const LOCK = 4_610_297_802;

export interface PublishedKey {
  readonly publicKey: string;
  readonly validFrom: Date;
  readonly validUntil: Date;
}

/** Doyak's own Ed25519 keys for `v1a` signatures, shared by all processes of a database. */
@Injectable()
export class WebhookSigningKeys {
  private current: { readonly key: KeyObject; readonly until: number } | undefined;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  /** The key to sign with now. */
  async signer(now = new Date()): Promise<KeyObject> {
    if (!this.current || this.current.until <= now.getTime()) {
      const row = (await this.inForce(this.database.pool, now)) ?? (await this.make(now));
      const text = this.sealer.open(PURPOSE, row.key_id, row.sealed).toString();
      // Looked up again once a day: the next key comes by then.
      this.current = {
        key: privateKey(text),
        until: Math.min(row.valid_until.getTime(), now.getTime() + DAY),
      };
    }
    return this.current.key;
  }

  /** All keys with their validity, the newest first; those that have ended too, for whoever checks an old message. */
  async published(now = new Date()): Promise<PublishedKey[]> {
    await this.signer(now);
    const { rows } = await this.database.pool.query<PublishedKey>(
      `select public_key as "publicKey", valid_from as "validFrom", valid_until as "validUntil"
       from webhooks.signing_keys order by valid_from desc`,
    );
    const [newest] = rows;
    if (newest && newest.validUntil.getTime() - now.getTime() < AHEAD) {
      await this.make(now);
      return this.published(now);
    }
    return rows;
  }

  private async inForce(client: Pick<pg.Pool, 'query'>, now: Date): Promise<Row | undefined> {
    const { rows } = await client.query<Row>(
      `select key_id, sealed, valid_from, valid_until from webhooks.signing_keys where valid_from <= $1 and valid_until > $1
       order by valid_from limit 1`,
      [now],
    );
    return rows[0];
  }

  /** One process makes it, the others find it. */
  private async make(now: Date): Promise<Row> {
    return this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
      const { rows } = await tx.query<Row>(
        'select key_id, sealed, valid_from, valid_until from webhooks.signing_keys order by valid_until desc limit 1',
      );
      const [last] = rows;
      if (last && last.valid_until.getTime() - now.getTime() >= AHEAD)
        return (await this.inForce(tx, now)) ?? last;
      const from = new Date(last && last.valid_until > now ? last.valid_until.getTime() : now.getTime());
      const until = new Date(from.getTime() + SIGNS_FOR);
      const { privateKey: key } = generateKeyPairSync('ed25519');
      const keyId = randomUUID();
      const sealed = this.sealer.seal(PURPOSE, keyId, Buffer.from(privateKeyText(key)));
      await tx.query(
        'insert into webhooks.signing_keys (key_id, public_key, sealed, valid_from, valid_until) values ($1, $2, $3, $4, $5)',
        [keyId, publicKeyText(key), sealed, from, until],
      );
      return { key_id: keyId, sealed, valid_from: from, valid_until: until };
    });
  }
}

interface Row {
  readonly key_id: string;
  readonly sealed: Buffer;
  readonly valid_from: Date;
  readonly valid_until: Date;
}
