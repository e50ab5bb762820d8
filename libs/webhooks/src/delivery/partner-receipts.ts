import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { EventStore } from '@doyak/kernel/event-store';
import { type Receipt, receiptBytes, receiptFits } from '@doyak/webhook-receiver';
import { z } from 'zod';
import { keysAt, partner } from '../domain/partner.js';
import { partnerStream } from '../webhook-ids.js';

/** A receipt on the wire. */
export const receiptShape = z.object({
  webhookId: z.uuid(),
  bodySha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be SHA-256 in lower-case hex'),
  receivedAt: z.iso.datetime({ precision: 3 }),
  publicKey: z.string().regex(/^whpk_[A-Za-z0-9+/]{43}=$/, 'must be a public key whpk_…'),
  signature: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, 'must be base64 of 64 bytes'),
});

/** A receipt that held: what is kept. */
export interface KeptReceipt {
  readonly eventId: string;
  readonly publicKey: string;
  readonly signed: Buffer;
  readonly signature: Buffer;
  readonly receivedAt: string;
}

export type ReceiptFault =
  | 'RECEIPT_MALFORMED'
  | 'RECEIPT_OF_ANOTHER'
  | 'RECEIPT_BODY_DIFFERS'
  | 'RECEIPT_KEY_UNKNOWN'
  | 'RECEIPT_FORGED';

/** Checks what a partner says to have received. */
@Injectable()
export class PartnerReceipts {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  /** Keys with which the partner may sign at that instant. */
  async keysOf(organisationId: string, instant: Date): Promise<string[]> {
    return keysAt((await this.store.load(partnerStream(organisationId), partner)).state, instant);
  }
}

/** Reads a receipt out of an answer; `undefined`: there is none in it. */
export function receiptIn(answer: Buffer): Receipt | 'RECEIPT_MALFORMED' | undefined {
  if (answer.length === 0 || !answer.includes('"bodySha256"')) return undefined;
  try {
    const parsed = receiptShape.safeParse(JSON.parse(answer.toString()));
    return parsed.success ? parsed.data : 'RECEIPT_MALFORMED';
  } catch {
    return undefined;
  }
}

/** Whether a receipt holds for a message: its own id, the bytes that were sent, a key of the partner. */
export function checkReceipt(
  receipt: Receipt,
  message: { readonly id: string; readonly bodySha256: string },
  keys: readonly string[],
): KeptReceipt | ReceiptFault {
  if (receipt.webhookId !== message.id) return 'RECEIPT_OF_ANOTHER';
  if (receipt.bodySha256 !== message.bodySha256) return 'RECEIPT_BODY_DIFFERS';
  if (!keys.includes(receipt.publicKey)) return 'RECEIPT_KEY_UNKNOWN';
  if (!receiptFits(receipt)) return 'RECEIPT_FORGED';
  return {
    ...{ eventId: message.id, publicKey: receipt.publicKey, receivedAt: receipt.receivedAt },
    signed: receiptBytes(receipt),
    signature: Buffer.from(receipt.signature, 'base64'),
  };
}

export const sha256Of = (body: Buffer) => createHash('sha256').update(body).digest('hex');
