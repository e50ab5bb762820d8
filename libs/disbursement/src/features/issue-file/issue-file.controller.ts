import { createHash } from 'node:crypto';
import { Controller, Get, Inject } from '@nestjs/common';
import { PersonalDataAccesses, readingReason } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  raw,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { PayeeAccounts } from '../../accounts/payee-accounts.js';
import { MessageInvalid, writePaymentFile } from '../../bank/pain-001.js';
import { paymentRunStream } from '../../disbursement-ids.js';
import { byId } from '../../disbursement-input.js';
import { paymentRun } from '../../domain/payment-run.js';

const route = endpoint({
  permission: 'disbursement.send',
  summary: 'Download the payment file of a run (pain.001.001.09)',
  description:
    'Always the same bytes, validated against the schema. Who took it, when and why, is recorded for everybody who is paid: it holds account numbers and names.',
  params: byId,
  query: z.object({ reason: readingReason.optional().describe('Why; recorded. Absent: the run itself') }),
  response: raw('application/xml; charset=utf-8'),
  refusals: [
    ...[
      'PAYMENT_RUN_NOT_FOUND',
      'PAYMENT_RUN_OPEN',
      'PAYMENT_FILE_UNFIT',
      'PAYMENT_FILE_DIFFERS',
      'PERSON_NEEDED',
    ],
  ],
});

@Controller('v1/payment-runs')
export class IssueFileController {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(PayeeAccounts) private readonly accounts: PayeeAccounts,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
  ) {}

  @Get(':id/file')
  @Endpoint(route)
  async issue(
    { params, query: { reason = `Payment run ${params.id}` } }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const { state } = await this.store.load(paymentRunStream(params.id), paymentRun);
    if (state.status === 'none')
      throw new Refusal('not-found', 'PAYMENT_RUN_NOT_FOUND', 'There is no such payment run');
    const { closed, debtorAccountId } = state;
    if (!closed) throw new Refusal('conflict', 'PAYMENT_RUN_OPEN', 'The orders are still being gathered');
    const known = await this.accounts.find([debtorAccountId, ...closed.orders.map((one) => one.accountId)]);
    const text = write(closed, debtorAccountId, known);
    const sha256 = createHash('sha256').update(text).digest('hex');
    // Recorded before the first byte leaves.
    const command = { type: 'IssueFile', sha256 } as const;
    await this.store.decide(paymentRunStream(params.id), paymentRun, command, context.command);
    const { actor, ip: address, now } = context;
    const what = `account in the file of payment run ${params.id}`;
    for (const personId of await this.accounts.owners(closed.orders.map((one) => one.accountId)))
      await this.accesses.record({ personId, action: 'downloaded', what, reason, actor, address, now });
    return reply(text, {
      headers: {
        'Content-Disposition': `attachment; filename="pain.001-${closed.valueDate}.xml"`,
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-store',
      },
    });
  }
}

function write(
  run: Parameters<typeof writePaymentFile>[0],
  debtorAccountId: string,
  known: Awaited<ReturnType<PayeeAccounts['find']>>,
): string {
  const debtor = known.get(debtorAccountId);
  try {
    if (!debtor) throw new MessageInvalid("The agency's account is not there");
    if (run.count === 0) throw new MessageInvalid('No order is left in the run');
    return writePaymentFile(run, debtor, known);
  } catch (error) {
    if (error instanceof MessageInvalid) throw new Refusal('conflict', 'PAYMENT_FILE_UNFIT', error.message);
    throw error;
  }
}
