import { describe, expect, it } from '@jest/globals';
import { all, readMessage, textAt } from './bank-message.js';
import { MessageInvalid, refuseInvalid, writePaymentFile } from './pain-001.js';

const id = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;
const agency = { bank: 'BOKRKRSE', number: '11012345678901', holder: 'Sample Agency' };
const payee = { bank: 'KOEXKRSEXXX', number: '620-12-345678', holder: '주식회사 예시 <&>' };
const run = {
  runId: id('1'),
  valueDate: '2026-03-05',
  messageId: '1'.repeat(32),
  createdAt: '2026-03-04T01:02:03.000Z',
  orders: [
    {
      disbursementId: id('2'),
      orderId: id('3'),
      endToEndId: `${'2'.repeat(32)}001`,
      accountId: id('4'),
      amount: 4_900_001,
    },
    {
      disbursementId: id('5'),
      orderId: id('6'),
      endToEndId: `${'5'.repeat(32)}001`,
      accountId: id('4'),
      amount: 7,
    },
  ],
  count: 2,
  sum: 4_900_008,
};
const file = writePaymentFile(run, agency, new Map([[id('4'), payee]]));

describe('A payment file', () => {
  it('says what goes to whom, when, and how much it is in all', () => {
    const { root, namespace } = readMessage(Buffer.from(file));
    expect(namespace).toBe('urn:iso:std:iso:20022:tech:xsd:pain.001.001.09');
    const [message] = all(root, 'CstmrCdtTrfInitn');
    expect(textAt(message!, 'GrpHdr', 'NbOfTxs')).toBe('2');
    expect(textAt(message!, 'GrpHdr', 'CtrlSum')).toBe('4900008');
    expect(textAt(message!, 'PmtInf', 'ReqdExctnDt', 'Dt')).toBe('2026-03-05');
    const [first, second] = all(message!, 'PmtInf', 'CdtTrfTxInf');
    expect(textAt(first!, 'PmtId', 'EndToEndId')).toBe(`${'2'.repeat(32)}001`);
    expect(all(first!, 'Amt', 'InstdAmt')[0]).toMatchObject({ text: '4900001', attributes: { Ccy: 'KRW' } });
    expect(textAt(first!, 'Cdtr', 'Nm')).toBe(payee.holder);
    expect(textAt(second!, 'CdtrAcct', 'Id', 'Othr', 'Id')).toBe(payee.number);
    expect(writePaymentFile(run, agency, new Map([[id('4'), payee]]))).toBe(file);
  });

  it.each<[string, (text: string) => string]>([
    ['an EndToEndId of 36 characters', (text) => text.replaceAll(`${'2'.repeat(32)}001`, '2'.repeat(36))],
    ['no EndToEndId', (text) => text.replace(/<EndToEndId>.*<\/EndToEndId>/, '')],
    ['an amount without a currency', (text) => text.replace(' Ccy="KRW"', '')],
    ['an amount below zero', (text) => text.replace('>4900001<', '>-1<')],
    ['a bank that is no BIC', (text) => text.replace('KOEXKRSEXXX', 'koexkrse')],
    ['no transfer', (text) => text.replace(/<CdtTrfTxInf>[^]*<\/CdtTrfTxInf>/, '')],
    [
      'elements in another order',
      (text) => text.replace(/(<NbOfTxs>.*<\/NbOfTxs>)(\s*)(<CtrlSum>.*<\/CtrlSum>)/, '$3$2$1'),
    ],
    ['an unknown method', (text) => text.replace('>TRF<', '>XXX<')],
    ['a count that is no number', (text) => text.replace('<NbOfTxs>2<', '<NbOfTxs>two<')],
    ['an element of no schema', (text) => text.replace('<PmtMtd>', '<Secret>1</Secret><PmtMtd>')],
    ['another namespace', (text) => text.replace('pain.001.001.09', 'pain.001.001.03')],
  ])('with %s is refused, without telling what it holds', (_, damage) => {
    const damaged = damage(file);
    expect(damaged).not.toBe(file);
    expect(() => refuseInvalid(damaged)).toThrow(MessageInvalid);
    expect(() => refuseInvalid(damaged)).not.toThrow(payee.number);
  });

  it('is not written for an account that is gone', () => {
    expect(() => writePaymentFile(run, agency, new Map())).toThrow(MessageInvalid);
  });
});
