import { SaxesParser } from 'saxes';

/** A transfer that the agency orders. */
export interface Transfer {
  readonly endToEndId: string;
  /** Whole KRW. */
  readonly amount: number;
  /** Number of the account that is paid to. */
  readonly account: string;
}

/** A payment file as the bank reads it. */
export interface PaymentFile {
  readonly messageId: string;
  readonly transfers: readonly Transfer[];
}

/** What a bank has to say of a transfer: `because` it comes back (ISO 20022 external codes, e.g. AC04: account closed). */
export interface Booking {
  readonly transfer: Transfer;
  readonly because?: string;
}

/** Reads pain.001.001.09 as the demo's bank does. Throws when what it says of itself (NbOfTxs, CtrlSum) is not what it holds. */
export function readPaymentFile(xml: string): PaymentFile {
  const parser = new SaxesParser();
  const path: string[] = [];
  const transfers: Record<string, string>[] = [];
  const head: Record<string, string> = {};
  parser.on('opentag', ({ name }) => {
    path.push(name);
    if (name === 'CdtTrfTxInf') transfers.push({});
  });
  parser.on('text', (text) => {
    const at = path.join('/');
    const into = at.includes('/CdtTrfTxInf/') ? transfers.at(-1)! : head;
    if (text.trim() !== '') into[at.split(/\/(?:CdtTrfTxInf|GrpHdr)\//).at(-1)!] = text.trim();
  });
  parser.on('closetag', () => path.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  const file = {
    messageId: head.MsgId ?? '',
    transfers: transfers.map((one) => ({
      ...{ endToEndId: one['PmtId/EndToEndId'] ?? '', amount: Number(one['Amt/InstdAmt']) },
      account: one['CdtrAcct/Id/Othr/Id'] ?? '',
    })),
  };
  if (Number(head.NbOfTxs) !== file.transfers.length || Number(head.CtrlSum) !== sumOf(file))
    throw new Error('The payment file does not hold what it says');
  return file;
}

export const sumOf = ({ transfers }: Pick<PaymentFile, 'transfers'>): number =>
  transfers.reduce((sum, { amount }) => sum + amount, 0);

/** A report on a whole file (pain.002.001.10): PDNG, the bank has it; ACSC, all of it is settled. */
export function statusReport(messageId: string, file: PaymentFile, status: 'PDNG' | 'ACSC'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt>
<GrpHdr><MsgId>${messageId}</MsgId></GrpHdr>
<OrgnlGrpInfAndSts><OrgnlMsgId>${file.messageId}</OrgnlMsgId><OrgnlNbOfTxs>${file.transfers.length}</OrgnlNbOfTxs>
<OrgnlCtrlSum>${sumOf(file)}</OrgnlCtrlSum><GrpSts>${status}</GrpSts></OrgnlGrpInfAndSts>
</CstmrPmtStsRpt></Document>`;
}

/** A statement of the agency's account (camt.053.001.08): debits of what went out, credits of what came back. */
export function statement(messageId: string, at: Date, bookings: readonly Booking[]): string {
  const entries = bookings.map(
    ({ transfer: { endToEndId, amount }, because }) =>
      `<Ntry><Amt Ccy="KRW">${amount}</Amt><CdtDbtInd>${because ? 'CRDT' : 'DBIT'}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<NtryDtls><TxDtls><Refs><EndToEndId>${endToEndId}</EndToEndId></Refs><Amt Ccy="KRW">${amount}</Amt>
${because ? `<RtrInf><Rsn><Cd>${because}</Cd></Rsn></RtrInf>` : ''}</TxDtls></NtryDtls></Ntry>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
<GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>${at.toISOString()}</CreDtTm></GrpHdr><Stmt><Id>1</Id>
<TxsSummry><TtlNtries><NbOfNtries>${entries.length}</NbOfNtries></TtlNtries></TxsSummry>
${entries.join('\n')}</Stmt></BkToCstmrStmt></Document>`;
}
