import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';

const PURPOSE = 'poc.endpoint-key';

/** Keys of endpoints under test, sealed. A row counts once an event names it; nobody is ever shown the text. */
@Injectable()
export class TargetKeys {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  async keep(pocId: string, key: string, now: Date): Promise<string> {
    const keyId = randomUUID();
    const sealed = this.sealer.seal(PURPOSE, `${pocId}:${keyId}`, Buffer.from(key));
    await this.database.pool.query(
      'insert into poc.keys (key_id, poc_id, sealed, created_at) values ($1, $2, $3, $4)',
      [keyId, pocId, sealed, now],
    );
    return keyId;
  }

  /** Throws where the key is not there or cannot be opened. */
  async open(pocId: string, keyId: string): Promise<string> {
    const { rows } = await this.database.pool.query<{ sealed: Buffer }>(
      'select sealed from poc.keys where key_id = $1 and poc_id = $2',
      [keyId, pocId],
    );
    if (!rows[0]) throw new Error(`There is no key ${keyId}`);
    return this.sealer.open(PURPOSE, `${pocId}:${keyId}`, rows[0].sealed).toString();
  }
}
