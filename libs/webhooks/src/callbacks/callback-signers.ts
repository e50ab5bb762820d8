import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { verifyWebhook, WebhookError } from '@doyak/webhook-receiver';
import { EndpointSecrets } from '../delivery/endpoint-secrets.js';
import { keysAt, partner } from '../domain/partner.js';
import { partnerStream } from '../webhook-ids.js';

/** Whoever signed a callback. */
export interface Signer {
  readonly organisationId: string;
  readonly webhookId: string;
  readonly scheme: 'v1a' | 'v1';
  /** `whpk_…`, or the id of the endpoint whose secret it is. */
  readonly key: string;
  readonly signedAt: Date;
  /** Base64: the signature that fits. */
  readonly signature: string;
}

export type SignatureFault =
  | 'CALLBACK_UNSIGNED'
  | 'CALLBACK_UNTRUSTED'
  | 'CALLBACK_TOO_OLD'
  | 'CALLBACK_FROM_FUTURE'
  | 'CALLBACK_KEY_INVALID'
  | 'CALLBACK_KEY_NEEDED'
  | 'NOT_THE_PARTNER';

/** Who signed, and why that is not enough, where it is not. */
export interface Recognised {
  readonly signer?: Signer;
  readonly fault?: SignatureFault;
}

/** Signatures of one message, keys of one partner and keys of others that are tried. */
const MOST = { signatures: 5, own: 20, others: 100 };
/** Seconds between the signature and its arrival, either way (Standard Webhooks). */
const TOLERANCE = 300;
/** An id as Standard Webhooks has it: no full stop, since that parts what is signed. */
const WEBHOOK_ID = /^[A-Za-z0-9_:-]{1,128}$/;

type Key = Pick<Signer, 'organisationId' | 'scheme' | 'key'> & { readonly text: string };

/** Finds out who signed a callback: a partner's registered key, or, while it has none, the shared secret of one of its endpoints. */
@Injectable()
export class CallbackSigners {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EndpointSecrets) private readonly secrets: EndpointSecrets,
  ) {}

  /** `organisationId` was asked; `now` says which keys count, `arrived` how old the signature is. */
  async recognise(
    headers: IncomingHttpHeaders,
    body: Buffer,
    organisationId: string,
    now: Date,
    arrived = new Date(),
  ): Promise<Recognised> {
    const given = headers['webhook-signature'];
    const id = headers['webhook-id'];
    if (typeof given !== 'string' || typeof id !== 'string' || !headers['webhook-timestamp'])
      return { fault: 'CALLBACK_UNSIGNED' };
    if (!WEBHOOK_ID.test(id)) return { fault: 'CALLBACK_UNSIGNED' };
    const signatures = given.split(' ').slice(0, MOST.signatures);
    const { state } = await this.store.load(partnerStream(organisationId), partner);
    const own = state.keys.slice(-MOST.own).map(({ publicKey }) => ed25519(organisationId, publicKey));
    const valid = new Set(keysAt(state, now));
    const shared = await this.sharedSecrets(organisationId);
    const signer =
      find(headers, body, signatures, own) ??
      find(headers, body, signatures, shared) ??
      find(headers, body, signatures, await this.othersKeys(organisationId));
    if (signer === undefined) return { fault: 'CALLBACK_UNTRUSTED' };
    if (signer.organisationId !== organisationId) return { signer, fault: 'NOT_THE_PARTNER' };
    if (signer.scheme === 'v1a' && !valid.has(signer.key)) return { signer, fault: 'CALLBACK_KEY_INVALID' };
    // A secret is known to two: who has a key of its own is believed by that alone.
    if (signer.scheme === 'v1' && valid.size > 0) return { signer, fault: 'CALLBACK_KEY_NEEDED' };
    const age = (arrived.getTime() - signer.signedAt.getTime()) / 1_000;
    if (age > TOLERANCE) return { signer, fault: 'CALLBACK_TOO_OLD' };
    if (age < -TOLERANCE) return { signer, fault: 'CALLBACK_FROM_FUTURE' };
    return { signer };
  }

  private async sharedSecrets(organisationId: string): Promise<Key[]> {
    const { rows } = await this.database.pool.query<{ endpoint_id: string }>(
      `select endpoint_id from webhooks.endpoints where organisation_id = $1 and status in ('active', 'paused') limit ${MOST.own}`,
      [organisationId],
    );
    const found = await Promise.all(
      rows.map(async ({ endpoint_id: key }) =>
        (await this.secrets.valid(key)).map((secret): Key => ({
          ...{ organisationId, scheme: 'v1', key },
          text: `whsec_${secret.toString('base64')}`,
        })),
      ),
    );
    return found.flat();
  }

  private async othersKeys(organisationId: string): Promise<Key[]> {
    const { rows } = await this.database.pool.query<{ organisation_id: string; public_key: string }>(
      `select organisation_id, public_key from read.webhook_partner_keys where organisation_id <> $1
       order by registered_at desc limit ${MOST.others}`,
      [organisationId],
    );
    return rows.map((row) => ed25519(row.organisation_id, row.public_key));
  }
}

const ed25519 = (organisationId: string, key: string): Key => ({
  ...{ organisationId, scheme: 'v1a', key },
  text: key,
});

/** The first signature that fits one of the keys, however old it is. */
function find(
  headers: IncomingHttpHeaders,
  body: Buffer,
  signatures: readonly string[],
  keys: readonly Key[],
): Signer | undefined {
  const texts = (scheme: Key['scheme']) =>
    keys.filter((key) => key.scheme === scheme).map(({ text }) => text);
  const trusted = { publicKeys: texts('v1a'), secrets: texts('v1'), toleranceSeconds: Infinity };
  for (const signature of signatures) {
    try {
      const {
        id,
        timestamp,
        key: text,
      } = verifyWebhook({ ...headers, 'webhook-signature': signature }, body, trusted);
      const { organisationId, scheme, key } = keys.find((one) => one.text === text)!;
      return {
        ...{ organisationId, scheme, key, webhookId: id, signedAt: new Date(timestamp * 1_000) },
        signature: signature.slice(signature.indexOf(',') + 1),
      };
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
    }
  }
  return undefined;
}
