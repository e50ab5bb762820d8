import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { type EvidenceRecord, type ReceiptRecord, verifyEvidence } from './index.js';
import { caseBundle, eventRecord, sampleLog } from './sample-log.test-support.js';

type Records = Exclude<EvidenceRecord, { record: 'end' }>[];

const ORGANISATION = '01890000-0000-7000-8000-0000000000aa';
const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('base64');
/** Event 1, of no case, registers the key. */
const log = sampleLog(12, (at) =>
  at === 1 ? { organisationId: ORGANISATION, publicKey: `whpk_${raw}` } : { at },
);

/** A receipt for the message of an event; `said` changes what is signed. */
function receiptFor(index: number, said: object = {}, body?: string): ReceiptRecord {
  const { id } = log.leaves[index]!;
  const message = body ?? JSON.stringify({ specversion: '1.0', id, data: { at: index } });
  const bodySha256 = createHash('sha256').update(message).digest('hex');
  const signed = Buffer.from(
    JSON.stringify({ bodySha256, receivedAt: '2026-03-02T09:00:01.000Z', webhookId: id, ...said }),
  );
  return {
    ...{ record: 'receipt', index, organisationId: ORGANISATION, publicKey: raw },
    ...{ signed: signed.toString('base64'), signature: sign(null, signed, privateKey).toString('base64') },
    body: message,
  };
}

const verify = async (receipts: readonly object[], keys: readonly number[] = [1]) => {
  const registrations = await Promise.all(keys.map((index) => eventRecord(log, index, 'key')));
  const change = (records: Records) => [...records, ...registrations, ...receipts] as Records;
  const bytes = await caseBundle(log, { change });
  async function* once() {
    yield await Promise.resolve(bytes);
  }
  return verifyEvidence(once());
};

describe('Receipts in evidence of a case', () => {
  it('are proven by keys that the log names, with or without the body', async () => {
    const bare = { ...receiptFor(6), body: undefined };
    const verdict = await verify([receiptFor(3), bare]);
    expect(verdict).toMatchObject({
      ok: true,
      receipts: [
        { index: 3, organisationId: ORGANISATION, publicKey: raw, body: true },
        { index: 6, receivedAt: '2026-03-02T09:00:01.000Z', body: false },
      ],
    });
    expect(verdict.proven.join()).toContain('2 receipts');
    expect(verdict.notProven.join()).toContain('its own word');
  });

  const { signature } = receiptFor(3);
  it.each([
    ['another signature', { ...receiptFor(3), signature: receiptFor(6).signature }, 'receipt-forged'],
    ['a signature cut off', { ...receiptFor(3), signature: signature.slice(0, 40) }, 'receipt-forged'],
    [
      'another key',
      { ...receiptFor(3), publicKey: Buffer.alloc(32, 7).toString('base64') },
      'receipt-forged',
    ],
    ['a key cut off', { ...receiptFor(3), publicKey: raw.slice(0, 20) }, 'receipt-forged'],
    ['another event', { ...receiptFor(3), index: 6 }, 'receipt-of-another'],
    ['an event of no case', receiptFor(2), 'receipt-of-another'],
    ['another message signed', receiptFor(3, { webhookId: log.leaves[6]!.id }), 'receipt-of-another'],
    ['more than a receipt signed', receiptFor(3, { also: 1 }), 'receipt-of-another'],
    [
      'another body',
      { ...receiptFor(3), body: receiptFor(3).body!.replace('3', '4') },
      'receipt-body-differs',
    ],
    ['a body of another message', receiptFor(3, {}, receiptFor(6).body), 'receipt-body-differs'],
    ['another partner', { ...receiptFor(3), organisationId: log.leaves[0]!.id }, 'receipt-key-unproven'],
    ['a member that is unknown', { ...receiptFor(3), also: 1 }, 'wrong-shape'],
  ] as const)('do not hold with %s', async (_, receipt, fault) => {
    const { ok, proven, faults } = await verify([receipt]);
    expect([ok, proven, faults[0]?.fault]).toEqual([false, [], fault]);
  });

  it('do not hold without the event that registered the key, or with one that registered nothing', async () => {
    expect((await verify([receiptFor(3)], [])).faults).toMatchObject([{ fault: 'receipt-key-unproven' }]);
    expect((await verify([receiptFor(3)], [2])).faults).toMatchObject([{ fault: 'receipt-key-unproven' }]);
  });
});
