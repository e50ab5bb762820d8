import { Refusal } from '@doyak/kernel/decider';
import { describe, expect, it } from '@jest/globals';
import { camt053, pain002 } from '../../../../test/support/bank-files.js';
import { matchEntries, type Ordered } from './match-entries.js';
import { readBankFile } from './read-bank-file.js';

const bytes = (text: string | Buffer) => Buffer.from(text);
const refused = (file: string | Buffer) => {
  try {
    readBankFile(bytes(file));
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'taken';
};
const ours = { messageId: '1'.repeat(32), count: 2, sum: 30 };

describe("A bank's file", () => {
  it.each<[string, string | Buffer]>([
    ['entities that multiply', '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>'],
    ['an entity from outside', '<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'],
    ['an entity that nobody declared', '<x>&boom;</x>'],
    ['elements five thousand deep', `${'<a>'.repeat(5_000)}${'</a>'.repeat(5_000)}`],
    ['another version of the message', camt053('X', []).replace('camt.053.001.08', 'camt.053.001.02')],
    ['fewer entries than it says', camt053('X', [{ amount: 1 }]).replace('<NbOfNtries>1', '<NbOfNtries>2')],
    ['a message id of 36 characters', camt053('X'.repeat(36), [])],
    ['bytes that are no UTF-8', Buffer.from([0x3c, 0x78, 0x3e, 0xe9, 0x3c, 0x2f, 0x78, 0x3e])],
    ['UTF-16', Buffer.from(`\ufeff${camt053('X', [])}`, 'utf16le')],
    ['another declared encoding', '<?xml version="1.0" encoding="EUC-KR"?><x/>'],
    ['no XML', 'no xml'],
    ['nothing', ''],
    ['an end too early', '<x>'],
    ['a status report about nothing', pain002('X', ours, {}).replace(/<OrgnlMsgId>.*<\/OrgnlMsgId>/, '')],
  ])('with %s is refused', (_, file) => expect(refused(file)).toBe('BANK_FILE_MALFORMED'));

  it('tells what was paid, what came back and what is none of ours', () => {
    const file = readBankFile(
      bytes(
        camt053('S1', [
          { endToEndId: 'a', amount: 10 },
          { endToEndId: 'b', amount: 20, code: 'AC04' },
          { endToEndId: 'c', amount: 5, currency: 'USD' },
          { amount: 7 },
        ]),
      ),
    );
    expect(file).toMatchObject({ kind: 'camt.053', messageId: 'S1' });
    expect(file.entries).toEqual([
      { endToEndId: 'a', says: 'paid', amount: 10 },
      { endToEndId: 'b', says: 'returned', amount: 20, code: 'AC04' },
      { endToEndId: 'c', says: 'paid', amountUnfit: true },
      { says: 'paid', amount: 7 },
    ]);
  });

  it('tells of a whole file, or of each transaction', () => {
    expect(readBankFile(bytes(pain002('P', ours, { group: 'RJCT' }))).entries).toEqual([
      { says: 'rejected', code: 'RJCT' },
    ]);
    const each = [
      { endToEndId: 'a', status: 'ACSC' },
      { endToEndId: 'b', status: 'RJCT', code: 'AM04' },
    ];
    const file = readBankFile(bytes(pain002('P', ours, { group: 'PART', each })));
    expect(file.original).toEqual(ours);
    expect(file.entries).toEqual([
      { endToEndId: 'a', says: 'paid', code: 'ACSC' },
      { endToEndId: 'b', says: 'rejected', code: 'AM04' },
    ]);
  });
});

describe('Entries and orders', () => {
  const order = (status: Ordered['status']): Ordered => ({
    ...{ disbursementId: 'd', orderId: 'o', endToEndId: 'a', amount: 10, status },
  });
  const results = (status: Ordered['status'], ...told: Parameters<typeof matchEntries>[0]) =>
    matchEntries(told, (id) => (id === 'a' ? order(status) : undefined), incoming).map(
      ({ result }) => result,
    );
  const demand = { recoveryId: 'r', left: 10, receipts: ['old'] };
  const incoming = {
    fileId: 'f',
    demanded: (purpose: string) => (purpose === 'R' ? demand : undefined),
  };
  const paid = { endToEndId: 'a', says: 'paid', amount: 10 } as const;
  const back = { endToEndId: 'a', says: 'returned', amount: 10, code: 'AC04' } as const;

  it('count once, in the order in which they are told', () => {
    expect(results('SENT', paid, paid, back, back, paid)).toEqual([
      ...['matched', 'duplicate', 'returned', 'duplicate', 'duplicate'],
    ]);
    expect(results('PAID', paid, back)).toEqual(['duplicate', 'returned']);
  });

  it('are left to a person where amount, currency or standing differ, or nobody is named', () => {
    expect(results('SENT', { ...paid, amount: 9 })).toEqual(['partly-matched']);
    expect(results('SENT', { endToEndId: 'a', says: 'paid', amountUnfit: true })).toEqual(['partly-matched']);
    expect(results('SENT', back)).toEqual(['partly-matched']);
    expect(results('RELEASED', paid)).toEqual(['partly-matched']);
    expect(results('CANCELLED', paid)).toEqual(['partly-matched']);
    expect(results('SENT', { ...paid, endToEndId: 'b' }, { says: 'paid', amount: 1 })).toEqual([
      'unknown',
      'unknown',
    ]);
    expect(results('SENT', { endToEndId: 'a', says: 'pending' })).toEqual(['pending']);
  });

  it('of money that came in count for the demand that the payer named, once, up to what is left', () => {
    const came = (amount: number, bankReference: string, purpose = 'R') =>
      ({ says: 'received', amount, bankReference, purpose }) as const;
    const told = [came(6, 'a'), came(6, 'a'), came(5, 'b'), came(4, 'c'), came(1, 'd'), came(1, 'e', '')];
    expect(results('SENT', ...told, came(1, 'old'))).toEqual([
      ...['matched', 'duplicate', 'partly-matched', 'matched', 'partly-matched', 'unknown', 'duplicate'],
    ]);
    expect(results('SENT', { says: 'received', amountUnfit: true, purpose: 'R' })).toEqual([
      'partly-matched',
    ]);
  });
});
