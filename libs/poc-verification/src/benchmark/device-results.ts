import { createPublicKey, verify } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { CheckFault } from '@doyak/reviews';
import { z } from 'zod';
import type { ItemRecord } from '../domain/item-record.js';
import type { Attempt, KnownPoc } from '../domain/poc.state.js';
import type { PlannedItem } from '../suites/suite-plans.js';
import { recordOf } from './ask-items.js';
import { AskFailed } from './ask-failed.js';

const whole = z.int().min(0).max(1_000_000_000);

/** What a device signs: which verification and attempt it measured for, and what it measured for each item. */
const deviceReport = z.strictObject({
  format: z.literal('doyak/device-results@1'),
  pocId: z.uuid(),
  targetId: z.uuid(),
  attempt: z.int().min(1),
  items: z
    .array(
      z.strictObject({
        task: z.string().max(63),
        item: z.string().max(100),
        answer: z.string().max(20_000),
        /** Microseconds. */
        firstTokenUs: whole.nullable(),
        endToEndUs: whole,
        promptTokens: whole,
        completionTokens: whole,
        /** At its peak. */
        memoryMiB: whole,
        /** Mean while answering. */
        powerMw: whole,
      }),
    )
    .min(1)
    .max(20_000),
});
export type DeviceReport = z.output<typeof deviceReport>;

/** Results that devices signed, byte for byte. */
@Injectable()
export class DeviceResults {
  constructor(@Inject(Database) private readonly database: Database) {}

  async keep(pocId: string, sha256: string, body: Buffer, signature: string, now: Date): Promise<void> {
    await this.database.pool.query(
      `insert into poc.device_results (poc_id, sha256, body, signature, received_at) values ($1, $2, $3, $4, $5)
       on conflict do nothing`,
      [pocId, sha256, body, signature, now],
    );
  }

  /** What the device measured for these items. An item that it left out has no answer. Throws `CheckFault` where the bytes are not what it signed. */
  async records(
    { pocId, targets }: KnownPoc,
    { targetId, deviceResults }: Attempt,
    items: readonly PlannedItem[],
  ): Promise<ItemRecord[]> {
    const { rows } = await this.database.pool.query<{ body: Buffer; signature: string }>(
      'select body, signature from poc.device_results where poc_id = $1 and sha256 = $2',
      [pocId, deviceResults],
    );
    const target = targets.find((one) => one.targetId === targetId)?.target;
    const [row] = rows;
    if (!row || target?.kind !== 'device' || !isSigned(row.body, row.signature, target.publicKey))
      throw new CheckFault('needs-person', 'RESULTS_DAMAGED', 'What was kept is not what the device signed');
    const report = readReport(row.body);
    const measured = new Map(report.items.map((one) => [`${one.task}\n${one.item}`, one]));
    return items.map((item) => {
      const found = measured.get(`${item.task}\n${item.item}`);
      if (!found) return missing(item);
      const { answer: text, task: _task, item: _item, ...figures } = found;
      return recordOf(item, { text, finish: null, tokensEstimated: false, ...figures }, 1);
    });
  }
}

function missing(item: PlannedItem): ItemRecord {
  const nothing = { text: '', finish: null, firstTokenUs: null, endToEndUs: null };
  const record = recordOf(
    item,
    { ...nothing, promptTokens: 0, completionTokens: 0, tokensEstimated: false },
    0,
  );
  return {
    ...record,
    answer: null,
    score: null,
    error: new AskFailed('left-out', '', { sensible: false }).errorClass,
  };
}

/** Refusal: RESULTS_UNFIT. */
export function readReport(body: Buffer): DeviceReport {
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder('utf8', { fatal: true }).decode(body));
  } catch {
    throw new Refusal('rule', 'RESULTS_UNFIT', 'What was signed is no JSON in UTF-8');
  }
  const parsed = deviceReport.safeParse(read);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Refusal('rule', 'RESULTS_UNFIT', `${issue?.path.join('/')}: ${issue?.message}`);
}

/** Ed25519 over the bytes as they are; key and signature in base64. */
export function isSigned(body: Buffer, signature: string, publicKey: string): boolean {
  const key = createPublicKey({
    key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(publicKey, 'base64').toString('base64url') },
    format: 'jwk',
  });
  return verify(null, body, key, Buffer.from(signature, 'base64'));
}
