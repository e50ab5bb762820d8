import { all, type Element, malformed, readMessage, textAt, wholeWon } from './bank-message.js';

/** One entry as a bank tells it, before it is compared with what was ordered. */
export interface ToldEntry {
  readonly endToEndId?: string;
  readonly says?: 'paid' | 'rejected' | 'returned' | 'pending' | 'received';
  /** Whole KRW; `undefined` where none is named or it is not in whole KRW. */
  readonly amount?: number;
  /** An amount is named that is not in whole KRW. */
  readonly amountUnfit?: boolean;
  readonly code?: string;
  /** Of money that came in: what the payer wrote, and what the bank calls the entry. */
  readonly purpose?: string;
  readonly bankReference?: string;
}

export interface ToldFile {
  readonly kind: 'pain.002' | 'camt.053';
  readonly messageId: string;
  /** Of pain.002: the message of ours that it answers, with the count and the sum that the bank read there. */
  readonly original?: { readonly messageId: string; readonly count?: number; readonly sum?: number };
  readonly entries: readonly ToldEntry[];
}

const NAMESPACES = {
  'urn:iso:std:iso:20022:tech:xsd:pain.002.001.10': { root: 'CstmrPmtStsRpt', read: readStatusReport },
  'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08': { root: 'BkToCstmrStmt', read: readStatement },
} as const;

/** Entries of one file at most. */
const MOST_ENTRIES = 20_000;

/** Reads pain.002.001.10 or camt.053.001.08. Refusals: BANK_FILE_MALFORMED, BANK_FILE_UNKNOWN_KIND, BANK_FILE_TOTALS. */
export function readBankFile(bytes: Uint8Array): ToldFile {
  const { root, namespace } = readMessage(bytes);
  const kind = NAMESPACES[namespace as keyof typeof NAMESPACES];
  const [message] = kind ? all(root, kind.root) : [];
  if (root.name !== 'Document' || !kind || !message)
    malformed('It is neither pain.002.001.10 nor camt.053.001.08');
  const file = kind.read(message);
  if (file.entries.length > MOST_ENTRIES) malformed(`It holds more than ${MOST_ENTRIES} entries`);
  return file;
}

const STATUS: Readonly<Record<string, ToldEntry['says']>> = {
  ...{ ACSC: 'paid', ACCC: 'paid', RJCT: 'rejected', CANC: 'rejected' },
  ...{ PDNG: 'pending', RCVD: 'pending', ACCP: 'pending', ACSP: 'pending', ACTC: 'pending', ACWC: 'pending' },
};

/** A status of the whole group or of a payment counts for every transaction that names none of its own. */
function readStatusReport(message: Element): ToldFile {
  const messageId = idOf(message);
  const [group] = all(message, 'OrgnlGrpInfAndSts');
  if (!group) malformed('OrgnlGrpInfAndSts is missing');
  const originalId = textAt(group, 'OrgnlMsgId') ?? malformed('OrgnlMsgId is missing');
  const ofGroup = saidBy(group, 'GrpSts');
  const entries = all(message, 'OrgnlPmtInfAndSts').flatMap((payment) => {
    const ofPayment = saidBy(payment, 'PmtInfSts') ?? ofGroup;
    const transactions = all(payment, 'TxInfAndSts');
    return transactions.map((one): ToldEntry => {
      const said = saidBy(one, 'TxSts') ?? ofPayment ?? {};
      const [amount] = all(one, 'OrgnlTxRef', 'Amt', 'InstdAmt');
      return { ...endToEndOf(textAt(one, 'OrgnlEndToEndId')), ...said, ...(amount && krwOf(amount)) };
    });
  });
  const original = {
    messageId: originalId,
    ...numberOf('count', textAt(group, 'OrgnlNbOfTxs')),
    ...numberOf('sum', textAt(group, 'OrgnlCtrlSum')),
  };
  const whole = entries.length === 0 && ofGroup?.says !== undefined ? [ofGroup] : entries;
  return { kind: 'pain.002', messageId, original, entries: whole };
}

/** PART says nothing by itself: the transactions do. */
function saidBy(element: Element, status: string): ToldEntry | undefined {
  const told = textAt(element, status);
  if (told === undefined || told === 'PART') return undefined;
  const says = STATUS[told];
  const code = textAt(element, 'StsRsnInf', 'Rsn', 'Cd');
  return { ...(says && { says }), code: code ?? told };
}

/** Debits with an EndToEndId were paid; credits that return one came back; other credits came in. */
function readStatement(message: Element): ToldFile {
  const entries = all(message, 'Stmt').flatMap((statement) => {
    const found = all(statement, 'Ntry');
    refuseTotals(statement, found);
    return found.flatMap(entriesOf);
  });
  return { kind: 'camt.053', messageId: idOf(message), entries };
}

function entriesOf(entry: Element): ToldEntry[] {
  const booked = (textAt(entry, 'Sts', 'Cd') ?? textAt(entry, 'Sts')) === 'BOOK';
  const direction = textAt(entry, 'CdtDbtInd');
  const [whole] = all(entry, 'Amt');
  const details = all(entry, 'NtryDtls', 'TxDtls');
  if (details.length === 0) {
    const came = booked && direction === 'CRDT' && received(entry, entry);
    return [{ ...(whole && krwOf(whole)), ...came }];
  }
  return details.map((one): ToldEntry => {
    const [amount = whole] = all(one, 'Amt');
    const came = direction === 'CRDT';
    const returned = came && (all(one, 'RtrInf').length > 0 || textAt(entry, 'RvslInd') === 'true');
    const code = textAt(one, 'RtrInf', 'Rsn', 'Cd');
    const says = !booked ? 'pending' : returned ? 'returned' : came ? 'received' : 'paid';
    return {
      ...(says === 'received' && received(entry, one)),
      ...endToEndOf(textAt(one, 'Refs', 'EndToEndId')),
      ...(says && { says }),
      ...(amount && krwOf(amount)),
      ...(code !== undefined && { code }),
    };
  });
}

/** Characters of a payer's text that are read. */
const MOST_TEXT = 560;

/** What a payer wrote stands in one of several places, as the payer's bank has it. */
function received(entry: Element, one: Element): Pick<ToldEntry, 'says' | 'purpose' | 'bankReference'> {
  const texts = [
    textAt(one, 'Refs', 'EndToEndId'),
    textAt(one, 'RmtInf', 'Strd', 'CdtrRefInf', 'Ref'),
    ...all(one, 'RmtInf', 'Ustrd').map(({ text }) => text),
    textAt(entry, 'AddtlNtryInf'),
  ];
  const purpose = texts
    .filter((text) => text !== undefined)
    .join(' ')
    .slice(0, MOST_TEXT);
  const bankReference = textAt(one, 'Refs', 'AcctSvcrRef') ?? textAt(entry, 'AcctSvcrRef');
  return { says: 'received', purpose, ...(bankReference !== undefined && { bankReference }) };
}

/** Refusal: BANK_FILE_MALFORMED, where the statement does not hold what it says that it holds. */
function refuseTotals(statement: Element, entries: readonly Element[]): void {
  const [total] = all(statement, 'TxsSummry', 'TtlNtries');
  if (!total) return;
  const count = textAt(total, 'NbOfNtries');
  if (count !== undefined && Number(count) !== entries.length)
    malformed(`It says ${count} entries and holds ${entries.length}`);
  const sum = textAt(total, 'Sum');
  if (sum === undefined) return;
  const held = entries.reduce((all_, entry) => all_ + BigInt(wholeWon(textAt(entry, 'Amt'), 'KRW') ?? 0), 0n);
  if (sum.split('.')[0] !== held.toString()) malformed(`It says a sum of ${sum} and holds ${held}`);
}

function idOf(message: Element): string {
  const found = textAt(message, 'GrpHdr', 'MsgId');
  if (found === undefined || found.length > 35) return malformed('MsgId has 1 to 35 characters');
  return found;
}

/** `NOTPROVIDED` is how ISO 20022 says that there is none. */
const endToEndOf = (text: string | undefined) =>
  text === undefined || text === 'NOTPROVIDED' || text.length > 35 ? {} : { endToEndId: text };

function krwOf(element: Element): Pick<ToldEntry, 'amount' | 'amountUnfit'> {
  const amount = wholeWon(element.text, element.attributes.Ccy);
  return amount === undefined ? { amountUnfit: true } : { amount };
}

function numberOf<Name extends string>(name: Name, text: string | undefined): Partial<Record<Name, number>> {
  if (text === undefined) return {};
  const number = wholeWon(text, 'KRW');
  if (number === undefined) malformed('A total is no whole number');
  return { [name]: number } as Record<Name, number>;
}
