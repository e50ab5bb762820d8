export interface Booked {
  endToEndId?: string;
  amount: number;
  code?: string;
  currency?: string;
  /** Money that came in: what the payer wrote, and what the bank calls the entry. */
  purpose?: string;
  bankReference?: string;
}

/** A statement of account: debits, and credits that return a payment. */
export function camt053(messageId: string, entries: readonly Booked[]): string {
  const rows = entries.map(
    ({
      endToEndId,
      amount,
      code,
      currency = 'KRW',
      purpose,
      bankReference,
    }) => `<Ntry><Amt Ccy="${currency}">${amount}</Amt>
      <CdtDbtInd>${code || purpose ? 'CRDT' : 'DBIT'}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><NtryDtls><TxDtls>
      <Refs>${bankReference ? `<AcctSvcrRef>${bankReference}</AcctSvcrRef>` : ''}<EndToEndId>${endToEndId ?? 'NOTPROVIDED'}</EndToEndId></Refs><Amt Ccy="${currency}">${amount}</Amt>
      ${code ? `<RtrInf><Rsn><Cd>${code}</Cd></Rsn></RtrInf>` : ''}${purpose ? `<RmtInf><Ustrd>${purpose}</Ustrd></RmtInf>` : ''}</TxDtls></NtryDtls></Ntry>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt>
    <GrpHdr><MsgId>${messageId}</MsgId><CreDtTm>2026-03-05T00:00:00Z</CreDtTm></GrpHdr><Stmt><Id>1</Id>
    <TxsSummry><TtlNtries><NbOfNtries>${entries.length}</NbOfNtries></TtlNtries></TxsSummry>${rows.join('')}</Stmt></BkToCstmrStmt></Document>`;
}

/** A report about a file of ours: a status of all, or one each. */
export function pain002(
  messageId: string,
  of: { messageId: string | null; count: number | null; sum: number | null },
  told: { group?: string; each?: readonly { endToEndId: string; status: string; code?: string }[] },
): string {
  const each = (told.each ?? []).map(
    ({
      endToEndId,
      status,
      code,
    }) => `<TxInfAndSts><OrgnlEndToEndId>${endToEndId}</OrgnlEndToEndId><TxSts>${status}</TxSts>
      ${code ? `<StsRsnInf><Rsn><Cd>${code}</Cd></Rsn></StsRsnInf>` : ''}</TxInfAndSts>`,
  );
  const payment =
    each.length > 0
      ? `<OrgnlPmtInfAndSts><OrgnlPmtInfId>1</OrgnlPmtInfId>${each.join('')}</OrgnlPmtInfAndSts>`
      : '';
  return `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>${messageId}</MsgId></GrpHdr>
    <OrgnlGrpInfAndSts><OrgnlMsgId>${of.messageId}</OrgnlMsgId><OrgnlNbOfTxs>${of.count}</OrgnlNbOfTxs>
    <OrgnlCtrlSum>${of.sum}</OrgnlCtrlSum>${told.group ? `<GrpSts>${told.group}</GrpSts>` : ''}</OrgnlGrpInfAndSts>${payment}</CstmrPmtStsRpt></Document>`;
}
