import { Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { v7 as uuidv7 } from 'uuid';
import { issueToken, matches, parseToken } from './secret-tokens.js';

/** Last use is kept to the hour: enough to find idle keys, and no write for each request. */
const USAGE_GRAIN_MS = 3_600_000;
/** Keys whose last use this process remembers. */
const REMEMBERED = 10_000;

/** Hashes of API keys' secrets, and when keys were last used. A row means nothing until `ApiKeyIssued` names it. */
@Injectable()
export class ApiKeySecrets {
  private readonly noted = new Map<string, number>();

  constructor(private readonly database: Database) {}

  async prepare(keyId: string, now: Date): Promise<{ secretId: string; token: string }> {
    const secretId = uuidv7();
    const { text, hash } = issueToken('dyk', keyId);
    await this.database.pool.query(
      'insert into identity.api_key_secrets (secret_id, key_id, secret_hash, created_at) values ($1, $2, $3, $4)',
      [secretId, keyId, hash, now],
    );
    return { secretId, token: text };
  }

  /** Whether the presented key proves the secret that counts for it. */
  async proves(token: string, secretId: string): Promise<boolean> {
    const presented = parseToken('dyk', token);
    if (!presented) return false;
    const { rows } = await this.database.pool.query<{ secret_hash: Buffer }>({
      name: 'identity-api-key-secret',
      text: 'select secret_hash from identity.api_key_secrets where secret_id = $1 and key_id = $2',
      values: [secretId, presented.id],
    });
    return rows[0] !== undefined && matches(presented, rows[0].secret_hash);
  }

  /** Removes what could still be compared with: for revoked keys. */
  async destroy(keyId: string): Promise<void> {
    await this.database.pool.query('delete from identity.api_key_secrets where key_id = $1', [keyId]);
  }

  async noteUse(keyId: string, now: Date): Promise<void> {
    const hour = Math.floor(now.getTime() / USAGE_GRAIN_MS);
    if (this.noted.get(keyId) === hour) return;
    if (this.noted.size >= REMEMBERED) this.noted.clear();
    this.noted.set(keyId, hour);
    await this.database.pool.query(
      `insert into identity.api_key_usage as u (key_id, last_used_at) values ($1, $2)
       on conflict (key_id) do update set last_used_at = greatest(u.last_used_at, excluded.last_used_at)`,
      [keyId, new Date(hour * USAGE_GRAIN_MS)],
    );
  }
}
