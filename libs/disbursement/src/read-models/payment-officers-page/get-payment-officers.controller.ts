import { Controller, Get, Inject } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, type InputOf } from '@doyak/kernel/http';
import { z } from 'zod';
import { paymentOfficersStream } from '../../disbursement-ids.js';
import { byProgram, duty } from '../../disbursement-input.js';
import { paymentOfficers } from '../../domain/payment-officers.js';

const route = endpoint({
  permission: 'disbursement.read',
  summary: 'Read who checks and releases the payments of a program, and who stands in',
  params: byProgram,
  response: z
    .object({
      appointed: z.array(z.object({ personId: z.uuid(), duty })),
      delegations: z.array(
        z.object({
          id: z.uuid(),
          personId: z.uuid(),
          to: z.uuid(),
          duty,
          startsAt: z.string(),
          endsBefore: z.string(),
        }),
      ),
    })
    .meta({ id: 'PaymentOfficers' }),
});

@Controller('v1/payment-officers')
export class GetPaymentOfficersController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':program')
  @Endpoint(route)
  async get({ params }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { state } = await this.store.load(paymentOfficersStream(params.program), paymentOfficers);
    return {
      appointed: state.appointed.map((one) => ({ ...one })),
      delegations: state.delegations.map(({ delegationId, ...one }) => ({ id: delegationId, ...one })),
    };
  }
}
