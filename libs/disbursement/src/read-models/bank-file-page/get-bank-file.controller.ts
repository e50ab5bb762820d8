import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, type InputOf } from '@doyak/kernel/http';
import { z } from 'zod';
import { bankFileStream } from '../../disbursement-ids.js';
import { byId } from '../../disbursement-input.js';
import { bankFile, RESULTS } from '../../domain/bank-file.js';

const route = endpoint({
  permission: 'disbursement.read',
  summary: "Read what became of the entries of a bank's file",
  params: byId,
  response: z
    .object({
      id: z.uuid(),
      kind: z.enum(['pain.002', 'camt.053']),
      messageId: z.string(),
      sha256: z.string(),
      entries: z.array(
        z.object({
          endToEndId: z.string().nullable(),
          result: z.enum(RESULTS),
          says: z.enum(['paid', 'rejected', 'returned', 'pending', 'received']).nullable(),
          amount: z.int().nullable(),
          code: z.string().nullable(),
          orderId: z.uuid().nullable(),
          recoveryId: z.uuid().nullable().describe('The demand that money came in for'),
          because: z.string().nullable().describe('Why it moved nothing'),
        }),
      ),
    })
    .meta({ id: 'BankFile' }),
  refusals: ['BANK_FILE_NOT_FOUND'],
});

@Controller('v1/bank-files')
export class GetBankFileController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':id')
  @Endpoint(route)
  async get({ params }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { state } = await this.store.load(bankFileStream(params.id), bankFile);
    if (state.status === 'none')
      throw new Refusal('not-found', 'BANK_FILE_NOT_FOUND', 'There is no such file');
    const { fileId, kind, messageId, sha256 } = state;
    const entries = state.entries.map((entry) => ({
      ...{ endToEndId: entry.endToEndId ?? null, result: entry.result, says: entry.says ?? null },
      ...{ amount: entry.amount ?? null, code: entry.code ?? null, orderId: entry.orderId ?? null },
      ...{ recoveryId: entry.recoveryId ?? null, because: entry.because ?? null },
    }));
    return { id: fileId, kind, messageId, sha256, entries };
  }
}
