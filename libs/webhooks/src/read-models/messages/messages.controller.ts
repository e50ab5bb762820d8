import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  flag,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { EndpointDesk } from '../../endpoint-desk.js';
import { byId, logIndex } from '../../webhooks-input.js';
import { ListAttempts, ListMessages } from './messages.js';

const message = z
  .object({
    index: z.string().describe('Of the log'),
    id: z.uuid().describe('`webhook-id`'),
    type: z.string(),
    caseId: z.uuid().nullable(),
    sequence: z.int().nullable(),
    previousSequence: z.int().nullable(),
    state: z.enum(['waiting', 'delivered', 'set-aside']),
    attempts: z.int(),
    retryAt: z.string().nullable(),
    deliveredAt: z.string().nullable(),
    bodySha256: z.string().nullable().describe('Of what was sent'),
    receiptAt: z.string().nullable().describe('When the partner says to have received it'),
  })
  .meta({ id: 'WebhookMessage' });

const attempt = z
  .object({
    id: z.string(),
    kind: z.enum(['message', 'test', 'handshake']),
    index: z.string().nullable().describe('Of the message'),
    number: z.int(),
    startedAt: z.string(),
    ms: z.int(),
    status: z.int().nullable(),
    failure: z.string().nullable().describe('Stable code where there was no answer'),
    answer: z.string().nullable().describe('First 16 KiB, base64'),
    truncated: z.boolean(),
    receipt: z.string().nullable().describe('KEPT, or why the receipt in the answer was refused'),
  })
  .meta({ id: 'WebhookAttempt' });

const filters = z.object({
  state: z.enum(['waiting', 'delivered', 'set-aside']).optional(),
  caseId: z.uuid().optional(),
  unreceipted: flag.optional().describe('Delivered, and no receipt has come'),
});

const messages = endpoint({
  permission: 'webhooks.read',
  summary: 'Messages of an endpoint in log order',
  params: byId,
  query: filters.extend(pageQuery.shape),
  response: pageOf(message),
  refusals: ['ENDPOINT_NOT_FOUND'],
});

const attempts = endpoint({
  permission: 'webhooks.read',
  summary: 'Attempts of an endpoint, newest first; of one message with `index`',
  params: byId,
  query: z.object({ index: logIndex.optional() }).extend(pageQuery.shape),
  response: pageOf(attempt),
  refusals: ['ENDPOINT_NOT_FOUND'],
});

const places = cursors('webhook-messages', z.number());
const tries = cursors('webhook-attempts', z.string());

@Controller('v1/webhook-endpoints')
export class MessagesController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
  ) {}

  @Get(':id/messages')
  @Endpoint(messages)
  async messages(
    { params, query }: InputOf<typeof messages>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof messages>> {
    await this.desk.own(params.id, context, 'webhooks.read-all');
    const { limit, cursor, ...asked } = query;
    const filter = { ...asked, endpointId: params.id };
    const rows = await this.queries.execute(
      new ListMessages(filter, places.decode(cursor, filter) ?? -1, limit + 1),
    );
    return page(
      rows,
      limit,
      (row) => ({
        ...{
          index: row.index,
          id: row.event_id,
          type: row.type,
          caseId: row.case_id,
          sequence: row.sequence,
        },
        ...{
          previousSequence: row.previous,
          state: row.state,
          attempts: row.attempts,
          retryAt: row.retry_at,
        },
        ...{ deliveredAt: row.delivered_at, bodySha256: row.body_sha256, receiptAt: row.receipt_at },
      }),
      (row) => places.encode(Number(row.index), filter),
    );
  }

  @Get(':id/attempts')
  @Endpoint(attempts)
  async attempts(
    { params, query }: InputOf<typeof attempts>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof attempts>> {
    await this.desk.own(params.id, context, 'webhooks.read-all');
    const { limit, cursor, index } = query;
    const of = { id: params.id, index };
    const rows = await this.queries.execute(
      new ListAttempts(params.id, index, tries.decode(cursor, of), limit + 1),
    );
    return page(
      rows,
      limit,
      ({ started_at: startedAt, answer, ...row }) => ({
        ...row,
        startedAt,
        answer: answer?.replaceAll('\n', '') ?? null,
      }),
      (row) => tries.encode(row.id, of),
    );
  }
}
