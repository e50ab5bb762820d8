import { randomUUID } from 'node:crypto';
import { Controller, Inject, Post } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { Outbound } from '@doyak/kernel/outbound';
import { z } from 'zod';
import { AttemptRecords } from '../../delivery/attempt-records.js';
import { EndpointSecrets } from '../../delivery/endpoint-secrets.js';
import { sendOnce } from '../../delivery/send.js';
import { WebhookSigningKeys } from '../../delivery/signing-keys.js';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId } from '../../webhooks-input.js';

const TIMEOUT = 10_000;

const route = endpoint({
  permission: 'webhooks.manage',
  summary: 'Send a test message now, and show what the endpoint answers',
  description:
    'Of type `kr.doyak.webhooks.test.v1`, signed like any other. It needs no activation and is tried once.',
  params: byId,
  response: z.object({
    id: z.uuid(),
    status: z.int().nullable(),
    failure: z.string().nullable().describe('Stable code where there was no answer'),
    ms: z.int(),
  }),
  refusals: ['ENDPOINT_NOT_FOUND', 'ENDPOINT_DISABLED', 'ENDPOINT_PULLS'],
});

@Controller('v1/webhook-endpoints')
export class TestEndpointController {
  constructor(
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(Config) private readonly config: Config,
    @Inject(EndpointSecrets) private readonly secrets: EndpointSecrets,
    @Inject(WebhookSigningKeys) private readonly signing: WebhookSigningKeys,
    @Inject(AttemptRecords) private readonly records: AttemptRecords,
  ) {}

  @Post(':id/test')
  @Endpoint(route)
  async test({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { url, status: now } = await this.desk.own(params.id, context);
    if (now === 'disabled')
      throw new Refusal('conflict', 'ENDPOINT_DISABLED', 'The endpoint has been disabled');
    if (url === undefined)
      throw new Refusal('rule', 'ENDPOINT_PULLS', 'Nothing is sent to an endpoint that pulls');
    const id = randomUUID();
    const body = JSON.stringify({
      ...{ specversion: '1.0', id, type: 'kr.doyak.webhooks.test.v1', source: this.config.logOrigin },
      ...{
        time: context.now.toISOString(),
        datacontenttype: 'application/json',
        data: { endpointId: params.id },
      },
    });
    const keys = { secrets: await this.secrets.valid(params.id), privateKeys: [await this.signing.signer()] };
    const { signal } = context;
    const attempted = await sendOnce(this.outbound, { url, id, body }, keys, { timeoutMs: TIMEOUT, signal });
    await this.records.keep(params.id, 'test', attempted);
    return { id, status: attempted.status ?? null, failure: attempted.failure ?? null, ms: attempted.ms };
  }
}
