import { Controller, Get } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { z } from 'zod';
import {
  Endpoint,
  endpoint,
  flag,
  pageOf,
  pageQuery,
  pastQuery,
  type AnswerOf,
  type InputOf,
  RequestContext,
} from '@doyak/kernel/http';
import { businessNumber } from '@doyak/kernel/korean-ids';
import { ORGANISATION_KINDS } from '../../domain/roles.js';
import { ListOrganisations } from './list-organisations.js';

const route = endpoint({
  permission: 'identity.read-organisations',
  summary: 'List organisations by name',
  query: z.object({
    ...pastQuery.shape,
    ...pageQuery.shape,
    kind: z.enum(ORGANISATION_KINDS).optional(),
    active: flag.optional(),
    businessNumber: businessNumber().optional(),
  }),
  response: pageOf(
    z.object({
      id: z.uuid(),
      kind: z.enum(ORGANISATION_KINDS),
      name: z.string(),
      businessNumber: z.string().nullable(),
      active: z.boolean(),
      registeredAt: z.iso.datetime(),
    }),
  ),
});

@Controller('v1/organisations')
export class OrganisationListController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  list({ query }: InputOf<typeof route>, _context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    return this.queries.execute(new ListOrganisations(filter, limit, cursor));
  }
}
