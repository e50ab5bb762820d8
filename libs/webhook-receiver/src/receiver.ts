import type { KeyObject } from 'node:crypto';
import { type Receipt, signReceipt } from './receipt.js';
import { type Trusted, verifyWebhook, WebhookError } from './standard-webhooks.js';

/** A message of Doyak: CloudEvents 1.0 in structured JSON. */
export interface DoyakEvent {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time: string;
  /** The case; absent for messages that belong to none. */
  readonly subject?: string;
  readonly partitionkey?: string;
  /** Place of the event in its case. */
  readonly sequence?: string;
  /** Place of the message before this one at the same endpoint and case; 0 for the first. A receiver that has another one lacks something. */
  readonly previoussequence?: string;
  readonly data: unknown;
}

/** What a receiver must remember, best in the same transaction as what it does with a message. */
export interface ReceiverMemory {
  /** The last sequence taken in of a case; 0 for none. */
  lastOf(caseId: string): Promise<number> | number;
  has(messageId: string): Promise<boolean> | boolean;
  keep(event: DoyakEvent): Promise<void> | void;
}

/** A memory that lasts as long as the process: for examples and tests. */
export class ProcessMemory implements ReceiverMemory {
  private readonly seen = new Set<string>();
  private readonly last = new Map<string, number>();

  lastOf(caseId: string): number {
    return this.last.get(caseId) ?? 0;
  }
  has(messageId: string): boolean {
    return this.seen.has(messageId);
  }
  keep({ id, subject, sequence }: DoyakEvent): void {
    this.seen.add(id);
    if (subject === undefined || sequence === undefined) return;
    this.last.set(subject, Math.max(this.lastOf(subject), Number(sequence)));
  }
}

export interface ReceiverOptions {
  readonly trusted: Trusted;
  readonly memory: ReceiverMemory;
  /** Called once for each message, in order within a case. */
  readonly handle: (event: DoyakEvent) => Promise<void> | void;
  /** Called when messages of a case are missing: fetch them from the feed. The message is answered with 409 and comes again. */
  readonly onGap?: (gap: { caseId: string; have: number; needs: number }) => Promise<void> | void;
  /** The partner's Ed25519 key (`whsk_…`): each answer is then a signed receipt. */
  readonly receiptKey?: string | KeyObject;
}

export interface ReceiverAnswer {
  readonly status: 200 | 400 | 401 | 409;
  readonly body: Receipt | { readonly error?: string };
}

/** Takes in messages: verifies, puts in order, drops repetitions, signs receipts. Without any framework: give it headers and raw bytes. */
export class WebhookReceiver {
  private readonly lanes = new Map<string, Promise<unknown>>();

  constructor(private readonly options: ReceiverOptions) {}

  /** `headers` with lower-case names, `body` as it came. What `handle` throws passes through: answer with 500, and the message comes again. */
  async receive(
    headers: Readonly<Record<string, string | string[] | undefined>>,
    body: Uint8Array,
    receivedAt = new Date(),
  ): Promise<ReceiverAnswer> {
    try {
      const { id } = verifyWebhook(headers, body, { now: receivedAt, ...this.options.trusted });
      const event = JSON.parse(Buffer.from(body).toString()) as DoyakEvent;
      if (event.id !== id) return { status: 400, body: { error: 'ID_DIFFERS' } };
      return await this.inTurn(event.subject ?? event.id, () => this.take(event, body, receivedAt));
    } catch (error) {
      if (error instanceof WebhookError) return { status: 401, body: { error: error.code } };
      if (error instanceof SyntaxError) return { status: 400, body: { error: 'NO_JSON' } };
      throw error;
    }
  }

  private async take(event: DoyakEvent, body: Uint8Array, receivedAt: Date): Promise<ReceiverAnswer> {
    const { memory, handle, onGap } = this.options;
    if (!(await memory.has(event.id))) {
      const { subject, previoussequence } = event;
      if (subject !== undefined && previoussequence !== undefined) {
        const gap = { caseId: subject, have: await memory.lastOf(subject), needs: Number(previoussequence) };
        if (gap.have < gap.needs) {
          await onGap?.(gap);
          if ((await memory.lastOf(subject)) < gap.needs) return { status: 409, body: { error: 'GAP' } };
        }
      }
      await handle(event);
      await memory.keep(event);
    }
    const { receiptKey } = this.options;
    if (receiptKey === undefined) return { status: 200, body: {} };
    return { status: 200, body: signReceipt({ id: event.id, body, receivedAt }, receiptKey) };
  }

  /** Two messages of one case at a time would race for its place. */
  private async inTurn<Result>(lane: string, work: () => Promise<Result>): Promise<Result> {
    const before = this.lanes.get(lane) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.lanes.set(lane, turn);
    try {
      return await turn;
    } finally {
      if (this.lanes.get(lane) === turn) this.lanes.delete(lane);
    }
  }
}
