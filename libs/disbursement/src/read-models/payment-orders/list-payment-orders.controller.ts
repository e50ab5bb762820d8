import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  pastQuery,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ORDER_STATUSES } from '../disbursement-page/disbursement-view.js';
import { ListPaymentOrders } from './list-payment-orders.js';

const status = z.enum(ORDER_STATUSES);

const line = z
  .object({
    id: z.uuid(),
    disbursementId: z.uuid(),
    caseId: z.uuid(),
    programId: z.string(),
    line: z.string(),
    tranche: z.string(),
    amount: z.int().describe('Whole KRW'),
    status,
    endToEndId: z.string(),
    notBefore: z.string(),
    runId: z.uuid().nullable(),
    because: z.string().nullable().describe('Why it was not paid'),
    preparedAt: z.string(),
  })
  .meta({ id: 'PaymentOrderLine' });

const filters = z.object({
  programId: z.string().min(1).max(63).optional(),
  caseId: z.uuid().optional(),
  status: status.optional(),
  runId: z.uuid().optional(),
});

const route = endpoint({
  permission: 'disbursement.read',
  summary: 'List payment orders, newest first',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('payment-orders', z.object({ preparedAt: z.string(), id: z.uuid() }));

@Controller('v1/payment-orders')
export class ListPaymentOrdersController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListPaymentOrders(filter, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.order_id, disbursementId: row.disbursement_id, caseId: row.case_id },
        ...{ programId: row.program_id, line: row.line, tranche: row.tranche, amount: row.amount },
        ...{ status: row.status, endToEndId: row.end_to_end_id, notBefore: row.not_before },
        ...{ runId: row.run_id, because: row.because, preparedAt: row.prepared_at },
      }),
      (row) => places.encode({ preparedAt: row.prepared_at, id: row.order_id }, filter),
    );
  }
}
