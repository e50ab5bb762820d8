import { randomBytes, randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import { sharedSecret } from '@doyak/webhook-receiver';

const PURPOSE = 'webhooks.endpoint-secret';

/** Shared secrets of endpoints, sealed. A row counts once an event names it; the text is shown once. */
@Injectable()
export class EndpointSecrets {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  /** Makes a secret; answers its id and its text `whsec_…`. */
  async make(endpointId: string, now: Date): Promise<{ secretId: string; text: string }> {
    const secretId = randomUUID();
    const text = `whsec_${randomBytes(32).toString('base64')}`;
    const sealed = this.sealer.seal(PURPOSE, `${endpointId}:${secretId}`, Buffer.from(text));
    await this.database.pool.query(
      'insert into webhooks.secrets (secret_id, endpoint_id, sealed, created_at) values ($1, $2, $3, $4)',
      [secretId, endpointId, sealed, now],
    );
    return { secretId, text };
  }

  /** Those to sign with: the one that counts, and earlier ones in their time of grace. */
  async valid(endpointId: string): Promise<Buffer[]> {
    const { rows } = await this.database.pool.query<{ secret_id: string; sealed: Buffer }>(
      `select secret_id, sealed from webhooks.secrets where endpoint_id = $1 and (valid_until is null or valid_until > now())
       order by created_at desc limit 4`,
      [endpointId],
    );
    return rows.map(({ secret_id, sealed }) =>
      sharedSecret(this.sealer.open(PURPOSE, `${endpointId}:${secret_id}`, sealed).toString()),
    );
  }
}
