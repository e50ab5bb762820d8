import { defineReadModel, readTable, type RowChange } from '@doyak/kernel/event-store';
import type { DisbursementEvent } from '../../domain/disbursement.events.js';
import type { OrderStatus } from '../../domain/disbursement.state.js';

/** One payment order, as lists show it and a payment run gathers it. */
export interface PaymentOrderLine {
  readonly order_id: string;
  readonly disbursement_id: string;
  readonly case_id: string;
  readonly program_id: string;
  readonly line: string;
  readonly tranche: string;
  readonly amount: number;
  readonly status: OrderStatus;
  readonly end_to_end_id: string;
  readonly not_before: string;
  readonly run_id: string | null;
  readonly because: string | null;
  readonly prepared_at: string;
  readonly released_at: string | null;
}

export const paymentOrders = readTable<PaymentOrderLine>('payment_orders', {
  key: 'order_id',
  columns: {
    order_id: 'uuid',
    disbursement_id: 'uuid not null',
    case_id: 'uuid not null',
    program_id: 'text not null',
    line: 'text not null',
    tranche: 'text not null',
    amount: 'bigint not null',
    status: 'text not null',
    end_to_end_id: 'text not null',
    not_before: 'date not null',
    run_id: 'uuid',
    because: 'text',
    prepared_at: 'timestamptz not null',
    released_at: 'timestamptz',
  },
  indexes: ['(status, not_before)', '(prepared_at desc, order_id desc)', '(case_id)', '(program_id)'],
  temporal: { since: 'prepared_at' },
});

type Of<Type extends DisbursementEvent['type']> = Extract<DisbursementEvent, { type: Type }>;
const change = (
  { data }: { readonly data: { readonly orderId: string } },
  to: Partial<PaymentOrderLine> | ((line: PaymentOrderLine) => Partial<PaymentOrderLine>),
): RowChange =>
  paymentOrders.change(data.orderId, (line) => ({ ...line, ...(typeof to === 'function' ? to(line) : to) }));

export const paymentOrderList = defineReadModel<DisbursementEvent>({
  name: 'payment-orders',
  version: 1,
  tables: [paymentOrders],
  on: {
    OrderPrepared: ({ data, occurredAt }) =>
      paymentOrders.put({
        ...{ order_id: data.orderId, disbursement_id: data.disbursementId, case_id: data.caseId },
        ...{ program_id: data.programId, line: data.line, tranche: data.tranche, amount: data.amount },
        ...{ status: 'PREPARED', end_to_end_id: data.endToEndId, not_before: data.notBefore },
        ...{ run_id: null, because: null, prepared_at: occurredAt, released_at: null },
      }),
    OrderFunded: (event) => change(event, { status: 'FUNDED' }),
    OrderLacksFunds: (event) =>
      change(event, { status: 'LACKING', because: `${event.data.lacking} KRW are lacking` }),
    OrderChanged: (event) =>
      change(event, ({ status }) => ({
        not_before: event.data.notBefore,
        status: status === 'PREPARED' ? 'PREPARED' : 'FUNDED',
      })),
    OrderChecked: (event) => change(event, { status: 'CHECKED' }),
    OrderReleased: (event) => change(event, { status: 'RELEASED', released_at: event.occurredAt }),
    OrderCancelled: (event) => change(event, { status: 'CANCELLED', because: event.data.reason }),
    OrderSent: (event) => change(event, { status: 'SENT', run_id: event.data.runId }),
    PaymentMade: (event) => change(event, { status: 'PAID' }),
    PaymentFailed: (event: Of<'PaymentFailed'>) =>
      change(event, {
        status: event.data.as === 'returned' ? 'RETURNED' : 'REJECTED',
        because: event.data.code,
      }),
  },
});
