import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { v7 as uuidv7 } from 'uuid';
import { PasswordHasher, type StoredHash } from './password-hasher.js';

/** No row has it: looking for it costs what looking for a real one costs. */
export const NOBODY = '00000000-0000-0000-0000-000000000000';

/**
 * Hashes of passwords. A row means nothing until an event `PasswordSet` names it, so it is written first; rows that no event names any
 * more are cleared after.
 */
@Injectable()
export class Credentials {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PasswordHasher) private readonly hasher: PasswordHasher,
  ) {}

  /** Writes the hash and answers the id for the event. */
  async prepare(personId: string, password: string, now: Date): Promise<string> {
    const credentialId = uuidv7();
    const { hash, pepperId } = await this.hasher.hash(password);
    await this.database.pool.query(
      `insert into identity.credentials (credential_id, person_id, hash, pepper_id, created_at) values ($1, $2, $3, $4, $5)`,
      [credentialId, personId, hash, pepperId, now],
    );
    return credentialId;
  }

  /** Whether this is the password of the credential; takes the same time where there is none. Renews an outdated hash. */
  async verify(credentialId: string | null, password: string): Promise<boolean> {
    const { rows } = await this.database.pool.query<StoredHash>(
      `select hash, pepper_id as "pepperId" from identity.credentials where credential_id = $1`,
      [credentialId ?? NOBODY],
    );
    const stored = rows[0] ?? null;
    const right = await this.hasher.verify(password, stored);
    if (right && stored && this.hasher.isOutdated(stored)) {
      const { hash, pepperId } = await this.hasher.hash(password);
      await this.database.pool.query(
        'update identity.credentials set hash = $2, pepper_id = $3 where credential_id = $1 and hash = $4',
        [credentialId, hash, pepperId, stored.hash],
      );
    }
    return right;
  }

  /** Clears what the person's current credential has replaced. Rows of the last minutes may belong to a command under way. */
  async clearReplaced(personId: string, current: string, now: Date): Promise<void> {
    await this.database.pool.query(
      'delete from identity.credentials where person_id = $1 and credential_id <> $2 and created_at < $3',
      [personId, current, new Date(now.getTime() - 600_000)],
    );
  }
}
