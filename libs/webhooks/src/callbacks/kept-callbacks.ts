import { Inject, Injectable } from '@nestjs/common';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import { defineSubscription } from '@doyak/kernel/event-store';

const PURPOSE = 'webhooks.callback-body';

/** The bytes of a callback, and to what they belong. */
export interface CallbackBytes {
  readonly callbackId: string;
  readonly requestId: string;
  readonly organisationId: string;
  /** Whose application it is about: the bytes go when that person is erased. */
  readonly personId: string;
  readonly webhookId: string;
  readonly bodySha256: string;
  readonly body: Buffer;
}

/** Bodies of callbacks exactly as they came, sealed. A row counts once an event names it. */
@Injectable()
export class KeptCallbacks {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Sealer) private readonly sealer: Sealer,
  ) {}

  /** Keeps the bytes under the partner's id of the message; `undefined` when that has been used for other bytes or another request. */
  async keep(bytes: CallbackBytes, now: Date): Promise<string | undefined> {
    const { callbackId, requestId, organisationId, personId, webhookId, bodySha256, body } = bytes;
    const { pool } = this.database;
    await pool.query(
      `insert into webhooks.callbacks (callback_id, request_id, organisation_id, person_id, webhook_id, body_sha256, sealed, kept_at)
       values ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8) on conflict do nothing`,
      [
        ...[callbackId, requestId, organisationId, personId, webhookId, bodySha256],
        ...[this.sealer.seal(PURPOSE, callbackId, body), now],
      ],
    );
    const { rows } = await pool.query<{ callback_id: string }>(
      `select callback_id from webhooks.callbacks
       where organisation_id = $1 and webhook_id = $2 and request_id = $3 and body_sha256 = decode($4, 'hex')`,
      [organisationId, webhookId, requestId, bodySha256],
    );
    return rows[0]?.callback_id;
  }

  /** The bytes as they came; `undefined` where there are none or they were erased. */
  async open(callbackId: string): Promise<Buffer | undefined> {
    const { rows } = await this.database.pool.query<{ sealed: Buffer | null }>(
      'select sealed from webhooks.callbacks where callback_id = $1',
      [callbackId],
    );
    const sealed = rows[0]?.sealed;
    return sealed ? this.sealer.open(PURPOSE, callbackId, sealed) : undefined;
  }
}

/** What a partner wrote of an applicant goes with the applicant; its hash and signature stay. */
export const eraseCallbackBytes = defineSubscription<{
  type: 'PersonErased';
  data: { readonly personId: string };
}>({
  name: 'webhooks-erase-callback-bytes',
  events: ['PersonErased'],
  handle: async ({ data: { personId } }, tx) => {
    await tx.query('update webhooks.callbacks set sealed = null where person_id = $1', [personId]);
  },
});
