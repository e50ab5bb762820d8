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
import { ROLES } from '../../domain/roles.js';
import { ListPeople } from './list-people.js';

const route = endpoint({
  permission: 'identity.read-people',
  summary: 'List people',
  description:
    'In the order of their registration, as they are or as they were; names are those of today. Names, addresses and numbers are masked; null once erased.',
  query: z.object({
    ...pastQuery.shape,
    ...pageQuery.shape,
    organisationId: z.uuid().optional(),
    role: z.enum(ROLES).optional(),
    active: flag.optional(),
  }),
  response: pageOf(
    z.object({
      id: z.uuid(),
      organisationId: z.uuid().nullable(),
      name: z.string().nullable(),
      email: z.string().nullable(),
      phone: z.string().nullable(),
      roles: z.array(z.enum(ROLES)),
      active: z.boolean(),
      hasPassword: z.boolean(),
      lockedUntil: z.iso.datetime().nullable(),
      registeredAt: z.iso.datetime(),
    }),
  ),
});

@Controller('v1/people')
export class PersonListController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { items, nextCursor } = await this.queries.execute(
      new ListPeople(filter, context.now, limit, cursor),
    );
    return { items: items.map((item) => ({ ...item, roles: [...item.roles] })), nextCursor };
  }
}
