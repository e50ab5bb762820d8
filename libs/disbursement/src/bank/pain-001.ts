import { XmlDocument, type XmlElement, XsdValidator } from 'libxml2-wasm';
import type { AccountDetails } from '../accounts/payee-accounts.js';
import type { ClosedRun } from '../domain/payment-run.js';
import { PAIN_001, PAIN_001_SCHEMA } from './pain-001-schema.js';

/** Something of a message that its schema does not allow; `message` names elements, never what they hold. */
export class MessageInvalid extends Error {
  override readonly name = 'MessageInvalid';
}

/**
 * The payment file of a run (pain.001.001.09): the same run makes the same bytes. `accounts` holds every account that the run names. Throws
 * `MessageInvalid` when the schema would not take it.
 */
export function writePaymentFile(
  run: ClosedRun,
  debtor: AccountDetails,
  accounts: ReadonlyMap<string, AccountDetails>,
): string {
  using document = XmlDocument.create();
  const root = document.createRoot('Document', PAIN_001);
  const message = root.addElement('CstmrCdtTrfInitn');
  const header = message.addElement('GrpHdr');
  put(header, 'MsgId', run.messageId);
  put(header, 'CreDtTm', run.createdAt);
  totals(header, run);
  put(header.addElement('InitgPty'), 'Nm', debtor.holder);
  const payment = message.addElement('PmtInf');
  put(payment, 'PmtInfId', run.messageId);
  put(payment, 'PmtMtd', 'TRF');
  put(payment, 'BtchBookg', 'false');
  totals(payment, run);
  put(payment.addElement('ReqdExctnDt'), 'Dt', run.valueDate);
  put(payment.addElement('Dbtr'), 'Nm', debtor.holder);
  account(payment.addElement('DbtrAcct'), debtor);
  agent(payment.addElement('DbtrAgt'), debtor);
  for (const order of run.orders) {
    const payee = accounts.get(order.accountId);
    if (!payee) throw new MessageInvalid(`The account ${order.accountId} is not there`);
    const transfer = payment.addElement('CdtTrfTxInf');
    const ids = transfer.addElement('PmtId');
    put(ids, 'InstrId', order.endToEndId);
    put(ids, 'EndToEndId', order.endToEndId);
    put(transfer.addElement('Amt'), 'InstdAmt', String(order.amount)).setAttr('Ccy', 'KRW');
    put(transfer, 'ChrgBr', 'DEBT');
    agent(transfer.addElement('CdtrAgt'), payee);
    put(transfer.addElement('Cdtr'), 'Nm', payee.holder);
    account(transfer.addElement('CdtrAcct'), payee);
  }
  const text = document.toString({ format: true });
  refuseInvalid(text);
  return text;
}

/** What is said to be in the message, in the order of the schema. */
function totals(to: XmlElement, run: ClosedRun): void {
  put(to, 'NbOfTxs', String(run.count));
  put(to, 'CtrlSum', String(run.sum));
}

function put(to: XmlElement, name: string, text: string): XmlElement {
  const element = to.addElement(name);
  element.addText(text);
  return element;
}

function account(to: XmlElement, { number }: AccountDetails): void {
  put(to.addElement('Id').addElement('Othr'), 'Id', number);
  put(to, 'Ccy', 'KRW');
}

const agent = (to: XmlElement, { bank }: AccountDetails) => put(to.addElement('FinInstnId'), 'BICFI', bank);

/** Validates the text as the bank will read it, not the tree it was made from. Throws `MessageInvalid`. */
export function refuseInvalid(text: string): void {
  using schema = XmlDocument.fromString(PAIN_001_SCHEMA);
  using validator = XsdValidator.fromDoc(schema);
  using document = XmlDocument.fromString(text);
  try {
    validator.validate(document);
  } catch (error) {
    const elements = [...(error as Error).message.matchAll(/Element '\{[^}]*\}(\w+)'/g)].map(
      ([, name]) => name,
    );
    throw new MessageInvalid(
      `pain.001.001.09 does not take ${[...new Set(elements)].join(', ') || 'the message'}`,
    );
  }
}
