import { describe, expect, it } from '@jest/globals';
import { readPaymentFile, statement, statusReport } from './bank.js';

const transfer = (id: string, amount: number, account: string) => `<CdtTrfTxInf>
  <PmtId><InstrId>${id}</InstrId><EndToEndId>${id}</EndToEndId></PmtId>
  <Amt><InstdAmt Ccy="KRW">${amount}</InstdAmt></Amt><CdtrAgt><FinInstnId><BICFI>KOEXKRSE</BICFI></FinInstnId></CdtrAgt>
  <Cdtr><Nm>Sample</Nm></Cdtr><CdtrAcct><Id><Othr><Id>${account}</Id></Othr></Id><Ccy>KRW</Ccy></CdtrAcct></CdtTrfTxInf>`;
const file = (count: number, sum: number) => `<?xml version="1.0"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>M1</MsgId><NbOfTxs>${count}</NbOfTxs><CtrlSum>${sum}</CtrlSum></GrpHdr><PmtInf><PmtInfId>M1</PmtInfId>
<NbOfTxs>9</NbOfTxs><DbtrAcct><Id><Othr><Id>000</Id></Othr></Id></DbtrAcct>
${transfer('E1', 700, '620-1')}${transfer('E2', 300, '620-2')}</PmtInf></CstmrCdtTrfInitn></Document>`;

describe('The bank of the demo', () => {
  it('reads a payment file, and refuses one that does not hold what it says', () => {
    const read = readPaymentFile(file(2, 1_000));
    expect(read).toEqual({
      messageId: 'M1',
      transfers: [
        { endToEndId: 'E1', amount: 700, account: '620-1' },
        { endToEndId: 'E2', amount: 300, account: '620-2' },
      ],
    });
    expect(() => readPaymentFile(file(3, 1_000))).toThrow('does not hold');
    expect(() => readPaymentFile(file(2, 1_001))).toThrow('does not hold');
    expect(() => readPaymentFile('<Document>')).toThrow();
    expect(statusReport('R1', read, 'PDNG')).toContain('<OrgnlCtrlSum>1000</OrgnlCtrlSum>');
  });

  it('books what went out and what came back', () => {
    const { transfers } = readPaymentFile(file(2, 1_000));
    const text = statement('S1', new Date(0), [
      { transfer: transfers[0]! },
      { transfer: transfers[1]!, because: 'AC04' },
    ]);
    expect(text.match(/DBIT|CRDT|AC04/g)).toEqual(['DBIT', 'CRDT', 'AC04']);
    expect(text).toContain('<NbOfNtries>2</NbOfNtries>');
  });
});
