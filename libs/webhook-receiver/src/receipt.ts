import { createHash, type KeyObject, sign, verify } from 'node:crypto';
import { privateKey, publicKey, publicKeyText } from './standard-webhooks.js';

/** What a partner says of a message that it has taken in. */
export interface ReceiptFacts {
  /** `webhook-id` of the message. */
  readonly webhookId: string;
  /** SHA-256 of the body as it came, lower-case hex. */
  readonly bodySha256: string;
  /** RFC 3339 in UTC with milliseconds. */
  readonly receivedAt: string;
}

/** A receipt as it is sent: as the answer to the message, or later to `POST /v1/receipts`. */
export interface Receipt extends ReceiptFacts {
  /** The registered public key, `whpk_…`. */
  readonly publicKey: string;
  /** Base64 of the Ed25519 signature over `receiptBytes`. */
  readonly signature: string;
}

/** The signed bytes: canonical JSON (RFC 8785) of the three facts; their names are in order and their values plain ASCII. */
export function receiptBytes({ webhookId, bodySha256, receivedAt }: ReceiptFacts): Buffer {
  return Buffer.from(JSON.stringify({ bodySha256, receivedAt, webhookId }));
}

/** Signs a receipt for a message with the partner's key (`whsk_…`). */
export function signReceipt(
  message: { readonly id: string; readonly body: string | Uint8Array; readonly receivedAt: Date },
  key: string | KeyObject,
): Receipt {
  const signer = typeof key === 'string' ? privateKey(key) : key;
  const facts: ReceiptFacts = {
    webhookId: message.id,
    bodySha256: createHash('sha256').update(message.body).digest('hex'),
    receivedAt: message.receivedAt.toISOString(),
  };
  return {
    ...facts,
    publicKey: publicKeyText(signer),
    signature: sign(null, receiptBytes(facts), signer).toString('base64'),
  };
}

/** Whether the signature of a receipt fits the key that it names. */
export function receiptFits(receipt: Receipt): boolean {
  const signature = Buffer.from(receipt.signature, 'base64');
  if (signature.length !== 64) return false;
  return verify(null, receiptBytes(receipt), publicKey(receipt.publicKey), signature);
}
