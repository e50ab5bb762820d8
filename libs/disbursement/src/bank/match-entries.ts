import type { BankEntry } from '../domain/bank-file.js';
import type { Order, OrderStatus } from '../domain/disbursement.state.js';
import type { ToldEntry } from './read-bank-file.js';

/** An order as entries are compared with it. */
export type Ordered = Pick<Order, 'orderId' | 'endToEndId' | 'amount' | 'status'> & {
  readonly disbursementId: string;
};

/** A demand for money as entries are compared with it. */
export interface Demanded {
  readonly recoveryId: string;
  /** KRW that have not come; none once it ended. */
  readonly left: number;
  readonly receipts: readonly string[];
}

/** Where an order stands after an entry that counts. */
const AFTER = { paid: 'PAID', rejected: 'REJECTED', returned: 'RETURNED' } as const;
/** Where it has to stand for one. */
const BEFORE = { paid: 'SENT', rejected: 'SENT', returned: 'PAID' } as const;

/**
 * Compares what a bank tells with what was ordered, entry by entry: an entry counts only once, for the order it names, to the won, and when the
 * order stands where such a thing can happen. Everything else is for a person to look at, and moves nothing.
 */
export function matchEntries(
  told: readonly ToldEntry[],
  find: (endToEndId: string) => Ordered | undefined,
  incoming: {
    readonly fileId: string;
    /** The demand that a payer's text names. */
    readonly demanded: (purpose: string) => Demanded | undefined;
  },
): BankEntry[] {
  const standing = new Map<string, OrderStatus>();
  const left = new Map<string, number>();
  const seen = new Set<string>();
  return told.map((entry, at): BankEntry => {
    const { endToEndId, says, amount, amountUnfit, code } = entry;
    if (says === 'received') return matchReceived(entry, at, { ...incoming, left, seen });
    const order = endToEndId === undefined ? undefined : find(endToEndId);
    const said = {
      ...(endToEndId !== undefined && { endToEndId }),
      ...(says && { says }),
      ...(amount !== undefined && { amount }),
      ...(code !== undefined && { code }),
    };
    if (!order) return { ...said, result: 'unknown', because: 'No payment order has this EndToEndId' };
    const { disbursementId, orderId } = order;
    const known = { ...said, disbursementId, orderId };
    const partly = (because: string): BankEntry => ({ ...known, result: 'partly-matched', because });
    if (amountUnfit || (amount !== undefined && amount !== order.amount))
      return partly(`${order.amount} KRW were ordered`);
    if (says === undefined) return partly('It says nothing that follows from an order');
    if (says === 'pending') return { ...known, result: 'pending' };
    const status = standing.get(orderId) ?? order.status;
    if (status === AFTER[says]) return { ...known, result: 'duplicate' };
    if (says === 'paid' && status === 'RETURNED') return { ...known, result: 'duplicate' };
    if (status !== BEFORE[says]) return partly(`The payment order is ${status.toLowerCase()}`);
    standing.set(orderId, AFTER[says]);
    return { ...known, result: says === 'returned' ? 'returned' : 'matched' };
  });
}

/** Money that came in counts for the demand that the payer named, as far as something is left of it. */
function matchReceived(
  { endToEndId, purpose = '', bankReference, amount, amountUnfit }: ToldEntry,
  at: number,
  of: {
    fileId: string;
    demanded: (purpose: string) => Demanded | undefined;
    left: Map<string, number>;
    seen: Set<string>;
  },
): BankEntry {
  const said = {
    ...(endToEndId !== undefined && { endToEndId }),
    ...{ says: 'received' as const, receipt: bankReference ?? `${of.fileId}:${at}` },
    ...(amount !== undefined && { amount }),
  };
  const found = of.demanded(purpose);
  if (!found) return { ...said, result: 'unknown', because: 'It names no demand for money' };
  const known = { ...said, recoveryId: found.recoveryId };
  const key = `${found.recoveryId}:${said.receipt}`;
  if (found.receipts.includes(said.receipt) || of.seen.has(key)) return { ...known, result: 'duplicate' };
  const left = of.left.get(found.recoveryId) ?? found.left;
  if (amountUnfit || amount === undefined || amount < 1 || amount > left)
    return { ...known, result: 'partly-matched', because: `${left} KRW are left of the demand` };
  of.seen.add(key);
  of.left.set(found.recoveryId, left - amount);
  return { ...known, result: 'matched' };
}
