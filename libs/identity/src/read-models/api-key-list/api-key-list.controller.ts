import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { z } from 'zod';
import {
  Endpoint,
  endpoint,
  pageOf,
  pageQuery,
  pastQuery,
  type AnswerOf,
  type InputOf,
  RequestContext,
} from '@doyak/kernel/http';
import { ListApiKeys } from './list-api-keys.js';

const route = endpoint({
  permission: 'identity.read-keys',
  summary: 'List API keys',
  query: z.object({ ...pastQuery.shape, ...pageQuery.shape, organisationId: z.uuid().optional() }),
  response: pageOf(
    z.object({
      id: z.uuid(),
      organisationId: z.uuid(),
      label: z.string(),
      scopes: z.array(z.string()),
      issuedAt: z.iso.datetime(),
      expiresAt: z.iso.datetime(),
      revokedAt: z.iso.datetime().nullable(),
      lastUsedAt: z.iso.datetime().nullable().describe('To the hour'),
    }),
  ),
});

@Controller('v1/api-keys')
export class ApiKeyListController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  list({ query }: InputOf<typeof route>, _context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    return this.queries.execute(new ListApiKeys(filter, limit, cursor));
  }
}
