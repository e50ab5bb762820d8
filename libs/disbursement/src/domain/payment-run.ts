import { type Decider, defineEvents, event, type EventsOf, type Given, Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const krw = z.int().min(1);
const run = { runId: id };
const order = z.object({ disbursementId: id, orderId: id });

/** Events of a payment run (지급 집행): the orders of one value date, in one file to the bank. */
export const paymentRunEvents = defineEvents(
  event('PaymentRunPlanned', {
    stored: 'disbursement.payment-run-planned',
    version: 1,
    schema: z.object({
      ...run,
      /** Day in Seoul. */
      valueDate: z.iso.date(),
      /** The agency's account that pays. */
      debtorAccountId: id,
      orders: z.array(order),
      by: id,
    }),
  }),
  event('PaymentRunClosed', {
    stored: 'disbursement.payment-run-closed',
    version: 1,
    schema: z.object({
      ...run,
      valueDate: z.iso.date(),
      /** Of the message (MsgId, ISO 20022: 35 characters). */
      messageId: z.string(),
      createdAt: z.iso.datetime(),
      /** What goes to the bank; planned orders that were not released any more are left out. */
      orders: z.array(order.extend({ endToEndId: z.string(), accountId: id, amount: krw })),
      /** NbOfTxs and CtrlSum. */
      count: z.int().min(0),
      sum: z.int().min(0),
    }),
  }),
  event('PaymentFileIssued', {
    stored: 'disbursement.payment-file-issued',
    version: 1,
    schema: z.object({ ...run, sha256: z.string(), by: id }),
  }),
);

export type PaymentRunEvent = EventsOf<typeof paymentRunEvents>;
type DataOf<Type extends PaymentRunEvent['type']> = Extract<PaymentRunEvent, { type: Type }>['data'];
export type ClosedRun = DataOf<'PaymentRunClosed'>;
export type RunOrder = ClosedRun['orders'][number];

export type PaymentRunState =
  | { readonly status: 'none' }
  | (DataOf<'PaymentRunPlanned'> & {
      readonly status: 'PLANNED' | 'CLOSED';
      readonly closed: ClosedRun | undefined;
      /** Of the file, once it has been handed out. */
      readonly sha256: string | undefined;
    });

export type PaymentRunCommand =
  | {
      readonly type: 'PlanRun';
      readonly runId: string;
      readonly valueDate: string;
      /** The first day on which the bank can still carry it out. */
      readonly earliest: string;
      readonly workingDay: boolean;
      readonly debtorAccountId: string;
      readonly orders: readonly { readonly disbursementId: string; readonly orderId: string }[];
    }
  | { readonly type: 'CloseRun'; readonly orders: readonly RunOrder[] }
  | { readonly type: 'IssueFile'; readonly sha256: string };

/**
 * One file to the bank. It is planned with the orders that are released; each of them then says that it goes into this file and no other; what
 * said so is what the file holds. Whoever dies in between, the next goes on: no order is in two files or in none.
 */
export const paymentRun: Decider<PaymentRunState, PaymentRunCommand, PaymentRunEvent> = {
  name: 'payment-run',
  initialState: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'PaymentRunPlanned')
      return { ...event.data, status: 'PLANNED', closed: undefined, sha256: undefined };
    if (state.status === 'none') return state;
    if (event.type === 'PaymentRunClosed') return { ...state, status: 'CLOSED', closed: event.data };
    return { ...state, sha256: event.data.sha256 };
  },
  decide,
};

function decide(command: Given<PaymentRunCommand>, state: PaymentRunState): PaymentRunEvent[] {
  if (command.type === 'PlanRun') {
    if (state.status !== 'none')
      throw new Refusal('conflict', 'RUN_EXISTS', 'There is a file for this value date already');
    return plan(command);
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'PAYMENT_RUN_NOT_FOUND', 'There is no such payment run');
  const { runId, valueDate } = state;
  if (command.type === 'CloseRun') {
    if (state.status === 'CLOSED') return [];
    const planned = new Set(state.orders.map(({ orderId }) => orderId));
    const orders = command.orders.filter(({ orderId }) => planned.has(orderId));
    const sum = orders.reduce((all, { amount }) => all + amount, 0);
    const messageId = runId.replaceAll('-', '');
    const createdAt = command.now.toISOString();
    const data = { runId, valueDate, messageId, createdAt, orders, count: orders.length, sum };
    return [{ type: 'PaymentRunClosed', data }];
  }
  if (state.status !== 'CLOSED')
    throw new Refusal('conflict', 'PAYMENT_RUN_OPEN', 'The orders are still being gathered');
  const by = person(command.actor);
  // The same run makes the same bytes; another file under its name would be another payment.
  if (state.sha256 !== undefined && state.sha256 !== command.sha256)
    throw new Refusal(
      'conflict',
      'PAYMENT_FILE_DIFFERS',
      'The file would differ from the one that was handed out',
    );
  return [{ type: 'PaymentFileIssued', data: { runId, sha256: command.sha256, by } }];
}

function plan(command: Given<Extract<PaymentRunCommand, { type: 'PlanRun' }>>): PaymentRunEvent[] {
  const { runId, valueDate, earliest, workingDay, debtorAccountId } = command;
  const by = person(command.actor);
  if (valueDate < earliest || !workingDay)
    throw new Refusal(
      'rule',
      'VALUE_DATE_UNFIT',
      `Banks carry out payments on working days from ${earliest} on`,
    );
  const orders = command.orders.map(({ disbursementId, orderId }) => ({ disbursementId, orderId }));
  if (orders.length === 0)
    throw new Refusal('conflict', 'NOTHING_RELEASED', 'No released order may be paid on that day');
  return [{ type: 'PaymentRunPlanned', data: { runId, valueDate, debtorAccountId, orders, by } }];
}

function person({ kind, id: who }: Given<PaymentRunCommand>['actor']): string {
  if (kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  return who;
}
