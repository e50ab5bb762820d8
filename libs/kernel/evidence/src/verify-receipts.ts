import { createHash, createPublicKey, verify } from 'node:crypto';
import { z } from 'zod';
import { broken } from './opened.js';
import type { ReceiptRecord } from './records.js';
import type { ProvenReceipt } from './verdict.js';

/** SubjectPublicKeyInfo of Ed25519 up to the key itself (RFC 8410). */
const SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const bytes = (text: string) => Buffer.from(text, 'base64');

const facts = z.strictObject({ bodySha256: z.string(), receivedAt: z.string(), webhookId: z.string() });
const sent = z.object({ id: z.string() });

/** What of a proven event a receipt is held against. */
interface ProvenEvent {
  readonly of: 'case' | 'program' | 'key';
  readonly index: number;
  readonly leaf: { readonly id: string; readonly type: string };
  readonly payload: unknown;
}

/**
 * Checks that a receipt is signed by a key that the log says is the partner's, for the message of an event of the case. Throws `Broken`;
 * events come before receipts.
 */
export function proveReceipt(
  receipt: ReceiptRecord,
  proven: readonly ProvenEvent[],
  line: number,
): ProvenReceipt {
  const { index, organisationId, publicKey, signed, signature, body } = receipt;
  const where = { index, line };
  const event = proven.find((one) => one.of === 'case' && one.index === index);
  if (!event)
    throw broken('receipt-of-another', `A receipt is for event ${index}, which is none of the case`, where);
  if (!fits(bytes(publicKey), bytes(signed), bytes(signature)))
    throw broken('receipt-forged', `The signature of the receipt for event ${index} does not fit`, where);
  const said = parse(facts, bytes(signed).toString());
  if (said?.webhookId !== event.leaf.id)
    throw broken('receipt-of-another', `What was signed is no receipt for event ${index}`, where);
  if (body !== undefined) {
    const sha256 = createHash('sha256').update(body).digest('hex');
    if (sha256 !== said.bodySha256 || parse(sent, body)?.id !== event.leaf.id)
      throw broken('receipt-body-differs', `The receipt for event ${index} is of another body`, where);
  }
  const registered = proven.some(
    ({ of, leaf, payload }) => of === 'key' && registers(leaf.type, payload, organisationId, publicKey),
  );
  if (!registered)
    throw broken(
      'receipt-key-unproven',
      `No event in the bundle says that the key of the receipt for event ${index} is that partner's`,
      where,
    );
  return { index, organisationId, publicKey, receivedAt: said.receivedAt, body: body !== undefined };
}

function registers(type: string, payload: unknown, organisationId: string, publicKey: string): boolean {
  const key = (payload ?? {}) as { organisationId?: unknown; publicKey?: unknown };
  return (
    type === 'webhooks.partner-key-registered' &&
    key.organisationId === organisationId &&
    key.publicKey === `whpk_${publicKey}`
  );
}

function fits(key: Buffer, signed: Buffer, signature: Buffer): boolean {
  if (key.length !== 32 || signature.length !== 64) return false;
  const spki = createPublicKey({ key: Buffer.concat([SPKI, key]), format: 'der', type: 'spki' });
  return verify(null, signed, spki, signature);
}

function parse<Output>(schema: z.ZodType<Output>, text: string): Output | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
