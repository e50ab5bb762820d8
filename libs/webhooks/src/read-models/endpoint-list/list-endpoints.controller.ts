import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
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
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { byId } from '../../webhooks-input.js';
import { visibleOrganisation } from '../visible-organisation.js';
import { type EndpointView, ListEndpoints } from './list-endpoints.js';

const status = z.enum(['pending', 'active', 'paused', 'disabled']);

const line = z
  .object({
    id: z.uuid(),
    organisationId: z.uuid(),
    url: z.string().nullable().describe('Null: the endpoint pulls'),
    types: z.array(z.string()),
    cases: z.array(z.uuid()).nullable().describe('Null: every case that concerns the partner'),
    form: z.enum(['thin', 'fat']),
    contract: z.int().describe('Version of the published contract that it is pinned to'),
    description: z.string(),
    contact: z.uuid().nullable(),
    officer: z.uuid().describe('Person of the agency who is told'),
    concurrency: z.int(),
    perMinute: z.int().nullable(),
    status,
    pausedBecause: z.enum(['person', 'gone', 'exhausted']).nullable(),
    pausedAt: z.string().nullable(),
    reason: z.string().nullable().describe('Of the last change'),
    registeredAt: z.string(),
    waiting: z.int().describe('Messages that are to be sent'),
    setAside: z.int().describe('Messages that a person took out'),
    version: z.int(),
  })
  .meta({ id: 'WebhookEndpoint' });

const filters = z.object({
  organisationId: z.uuid().optional(),
  status: status.optional(),
  alarm: flag.optional().describe('Paused by Doyak: the officer has to look'),
  officer: z.uuid().optional(),
});

const list = endpoint({
  permission: 'webhooks.read',
  summary: 'List endpoints, newest first',
  description: 'Partners see their own.',
  query: filters.extend(pageQuery.shape),
  response: pageOf(line),
});

const one = endpoint({
  permission: 'webhooks.read',
  summary: 'An endpoint',
  params: byId,
  response: line,
  refusals: ['ENDPOINT_NOT_FOUND'],
});

const places = cursors('webhook-endpoints', z.object({ registeredAt: z.string(), id: z.uuid() }));

@Controller('v1/webhook-endpoints')
export class ListEndpointsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(list)
  async list({ query }: InputOf<typeof list>, context: RequestContext): Promise<AnswerOf<typeof list>> {
    const { limit, cursor, ...asked } = query;
    const filter = { ...asked, organisationId: visibleOrganisation(asked.organisationId, context) };
    const after = places.decode(cursor, asked);
    const rows = await this.queries.execute(new ListEndpoints(filter, after, limit + 1));
    return page(rows, limit, viewOf, (row) =>
      places.encode({ registeredAt: row.registered_at, id: row.id }, asked),
    );
  }

  @Get(':id')
  @Endpoint(one)
  async one({ params }: InputOf<typeof one>, context: RequestContext): Promise<AnswerOf<typeof one>> {
    const filter = { id: params.id, organisationId: visibleOrganisation(undefined, context) };
    const [row] = await this.queries.execute(new ListEndpoints(filter, undefined, 1));
    if (!row) throw new Refusal('not-found', 'ENDPOINT_NOT_FOUND', 'There is no such endpoint');
    return reply(viewOf(row), { version: row.version });
  }
}

function viewOf(row: EndpointView) {
  return {
    ...{ id: row.id, organisationId: row.organisation_id, url: row.url, types: [...row.types] },
    ...{
      cases: row.cases && [...row.cases],
      form: row.form,
      contract: row.contract,
      description: row.description,
    },
    ...{
      contact: row.contact,
      officer: row.officer,
      concurrency: row.concurrency,
      perMinute: row.per_minute,
    },
    ...{ status: row.status, pausedBecause: row.paused_because, pausedAt: row.paused_at, reason: row.reason },
    ...{
      registeredAt: row.registered_at,
      waiting: row.waiting,
      setAside: row.set_aside,
      version: row.version,
    },
  };
}
