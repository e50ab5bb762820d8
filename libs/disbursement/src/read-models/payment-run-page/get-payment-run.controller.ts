import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, type InputOf } from '@doyak/kernel/http';
import { z } from 'zod';
import { paymentRunStream } from '../../disbursement-ids.js';
import { byId } from '../../disbursement-input.js';
import { paymentRun } from '../../domain/payment-run.js';

const route = endpoint({
  permission: 'disbursement.read',
  summary: 'Read a payment run',
  params: byId,
  response: z
    .object({
      id: z.uuid(),
      valueDate: z.string(),
      status: z.enum(['PLANNED', 'CLOSED']).describe('CLOSED: the file can be taken'),
      planned: z.int().describe('Orders it was planned with'),
      messageId: z.string().nullable(),
      count: z.int().nullable(),
      sum: z.int().nullable().describe('Whole KRW'),
      orders: z.array(
        z.object({ disbursementId: z.uuid(), orderId: z.uuid(), endToEndId: z.string(), amount: z.int() }),
      ),
      sha256: z.string().nullable().describe('Of the file, once it has been taken'),
    })
    .meta({ id: 'PaymentRun' }),
  refusals: ['PAYMENT_RUN_NOT_FOUND'],
});

@Controller('v1/payment-runs')
export class GetPaymentRunController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':id')
  @Endpoint(route)
  async get({ params }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { state } = await this.store.load(paymentRunStream(params.id), paymentRun);
    if (state.status === 'none')
      throw new Refusal('not-found', 'PAYMENT_RUN_NOT_FOUND', 'There is no such payment run');
    const { closed } = state;
    return {
      ...{ id: state.runId, valueDate: state.valueDate, status: state.status, planned: state.orders.length },
      ...{ messageId: closed?.messageId ?? null, count: closed?.count ?? null, sum: closed?.sum ?? null },
      orders: (closed?.orders ?? []).map(({ disbursementId, orderId, endToEndId, amount }) => ({
        ...{ disbursementId, orderId, endToEndId, amount },
      })),
      sha256: state.sha256 ?? null,
    };
  }
}
