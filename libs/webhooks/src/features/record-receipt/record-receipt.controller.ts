import { Controller, Inject, Post } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { insertReceipt } from '../../delivery/lane-rows.js';
import { checkReceipt, PartnerReceipts, receiptShape } from '../../delivery/partner-receipts.js';

const route = endpoint({
  permission: 'webhooks.read-feed',
  summary: 'Say, signed, that a message has been received',
  description:
    'The same receipt can be the answer to the message itself. The first one that holds is kept as evidence.',
  body: receiptShape,
  response: z.object({ kept: z.boolean().describe('False: one had been kept already') }),
  refusals: ['MESSAGE_NOT_FOUND', 'RECEIPT_BODY_DIFFERS', 'RECEIPT_KEY_UNKNOWN', 'RECEIPT_FORGED'],
});

@Controller('v1/receipts')
export class RecordReceiptController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PartnerReceipts) private readonly receipts: PartnerReceipts,
  ) {}

  @Post()
  @Endpoint(route)
  async record({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { organisationId } = context.actor;
    const { rows } = await this.database.pool.query<{ endpoint_id: string; sha256: string }>(
      `select m.endpoint_id, encode(m.body_sha256, 'hex') as sha256 from webhooks.messages m join webhooks.endpoints e using (endpoint_id)
       where m.event_id = $1 and e.organisation_id = $2 and m.body_sha256 is not null`,
      [body.webhookId, organisationId ?? null],
    );
    if (organisationId === undefined || rows.length === 0)
      throw new Refusal('not-found', 'MESSAGE_NOT_FOUND', 'No such message has been sent to the partner');
    const keys = await this.receipts.keysOf(organisationId, context.now);
    const message = rows.find(({ sha256 }) => sha256 === body.bodySha256) ?? rows[0]!;
    const checked = checkReceipt(body, { id: body.webhookId, bodySha256: message.sha256 }, keys);
    if (typeof checked === 'string') throw new Refusal('rule', checked, 'The receipt does not hold');
    return { kept: await insertReceipt(this.database.pool, message.endpoint_id, checked) };
  }
}
