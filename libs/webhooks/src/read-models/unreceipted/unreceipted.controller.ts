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
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { visibleOrganisation } from '../visible-organisation.js';
import { CountUnreceipted, ListUnreceipted, LOOKS_BACK } from './unreceipted.js';

const filters = z.object({
  organisationId: z.uuid().optional().describe('Of this partner; partners see their own'),
  endpointId: z.uuid().optional(),
  programId: z.string().max(100).optional().describe('Messages of cases of this program alone'),
  olderThanHours: z.coerce.number().int().min(1).max(87_600).optional().describe('Delivered so long ago'),
});
const description = `What was delivered and has no receipt. Looks at the last ${LOOKS_BACK} messages of each endpoint.`;

const counts = endpoint({
  permission: 'webhooks.read',
  summary: 'Unreceipted messages, counted by endpoint and age',
  description,
  query: filters.extend(pageQuery.shape),
  response: pageOf(
    z
      .object({
        endpointId: z.uuid(),
        organisationId: z.uuid(),
        delivered: z.int(),
        unreceipted: z.int(),
        byAge: z.object({
          underOneDay: z.int(),
          underSevenDays: z.int().describe('And one day or more'),
          older: z.int(),
        }),
        oldestDeliveredAt: z.string().nullable().describe('Of those without a receipt'),
      })
      .meta({ id: 'UnreceiptedCount' }),
  ),
});

const messages = endpoint({
  permission: 'webhooks.read',
  summary: 'Unreceipted messages over all endpoints, the oldest first',
  description,
  query: filters.extend(pageQuery.shape),
  response: pageOf(
    z
      .object({
        index: z.string().describe('Of the log'),
        id: z.uuid().describe('`webhook-id`'),
        endpointId: z.uuid(),
        organisationId: z.uuid(),
        type: z.string(),
        caseId: z.uuid().nullable(),
        sequence: z.int().nullable(),
        deliveredAt: z.string(),
        bodySha256: z.string().nullable().describe('Of what was sent'),
      })
      .meta({ id: 'UnreceiptedMessage' }),
  ),
});

const endpoints = cursors('unreceipted-endpoints', z.uuid());
const places = cursors(
  'unreceipted-messages',
  z.object({ index: z.string().regex(/^\d{1,18}$/), endpointId: z.uuid() }),
);

@Controller('v1')
export class UnreceiptedController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get('unreceipted-endpoints')
  @Endpoint(counts)
  async counts({ query }: InputOf<typeof counts>, context: RequestContext): Promise<AnswerOf<typeof counts>> {
    const { limit, cursor, ...asked } = query;
    const filter = { ...asked, organisationId: visibleOrganisation(asked.organisationId, context) };
    const after = endpoints.decode(cursor, asked);
    return page(
      await this.queries.execute(new CountUnreceipted(filter, after, limit + 1)),
      limit,
      (row) => ({
        ...{ endpointId: row.endpoint_id, organisationId: row.organisation_id, delivered: row.delivered },
        ...{ unreceipted: row.unreceipted, oldestDeliveredAt: row.oldest_at },
        byAge: { underOneDay: row.under_day, underSevenDays: row.under_week, older: row.older },
      }),
      (row) => endpoints.encode(row.endpoint_id, asked),
    );
  }

  @Get('unreceipted-messages')
  @Endpoint(messages)
  async messages(
    { query }: InputOf<typeof messages>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof messages>> {
    const { limit, cursor, ...asked } = query;
    const filter = { ...asked, organisationId: visibleOrganisation(asked.organisationId, context) };
    const after = places.decode(cursor, asked);
    return page(
      await this.queries.execute(new ListUnreceipted(filter, after, limit + 1)),
      limit,
      (row) => ({
        ...{ index: row.index, id: row.event_id, endpointId: row.endpoint_id, type: row.type },
        ...{ organisationId: row.organisation_id, caseId: row.case_id, sequence: row.sequence },
        ...{ deliveredAt: row.delivered_at, bodySha256: row.body_sha256 },
      }),
      (row) => places.encode({ index: row.index, endpointId: row.endpoint_id }, asked),
    );
  }
}
