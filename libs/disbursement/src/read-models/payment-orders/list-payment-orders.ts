import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import type { OrderStatus } from '../../domain/disbursement.state.js';
import { paymentOrders, type PaymentOrderLine } from './payment-orders.js';

export interface PaymentOrderFilter extends Past {
  readonly programId?: string;
  readonly caseId?: string;
  readonly status?: OrderStatus;
  readonly runId?: string;
}

/** Newest first; `after` is the line to go on from. */
export class ListPaymentOrders extends Query<PaymentOrderLine[]> {
  constructor(
    readonly filter: PaymentOrderFilter,
    readonly after: { readonly preparedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListPaymentOrders)
export class ListPaymentOrdersHandler implements IQueryHandler<ListPaymentOrders> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: ListPaymentOrders): Promise<PaymentOrderLine[]> {
    const { programId, caseId, status, runId } = filter;
    const values: unknown[] = [programId, caseId, status, runId, after?.preparedAt, after?.id, limit];
    const { rows } = await this.database.pool.query<{ line: PaymentOrderLine }>(
      `select row_to_json(l) as line from (
         select * from ${paymentOrders.from(filter, values)} as orders
         where ($1::text is null or program_id = $1) and ($2::uuid is null or case_id = $2) and ($3::text is null or status = $3)
           and ($4::uuid is null or run_id = $4) and ($5::timestamptz is null or (prepared_at, order_id) < ($5, $6::uuid))
         order by prepared_at desc, order_id desc limit $7) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
