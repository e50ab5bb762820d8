import { Controller, Get } from '@nestjs/common';
import {
  Endpoint,
  endpoint,
  type AnswerOf,
  cursors,
  type InputOf,
  instant,
  page,
  pageOf,
  pageQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { PersonalDataAccesses } from '../../contact-data/personal-data-accesses.js';

const filters = z.object({
  personId: z.uuid().optional().describe('Whose data'),
  actorId: z.string().min(1).max(200).optional().describe('Who looked'),
  from: instant.optional(),
  until: instant.optional(),
});

const route = endpoint({
  permission: 'identity.read-accesses',
  summary: 'List who saw or changed whose personal data, the latest first',
  query: filters.extend(pageQuery.shape),
  response: pageOf(
    z
      .object({
        id: z.string(),
        accessedAt: z.iso.datetime(),
        actorKind: z.string(),
        actorId: z.string(),
        address: z.string(),
        personId: z.uuid(),
        action: z.enum(['read', 'changed', 'downloaded']),
        what: z.string().nullable(),
        reason: z.string().nullable(),
      })
      .meta({ id: 'PersonalDataAccess' }),
  ),
});

const places = cursors('personal-data-accesses', z.object({ id: z.string().regex(/^\d{1,19}$/) }));

@Controller('v1/personal-data-accesses')
export class ListAccessesController {
  constructor(private readonly accesses: PersonalDataAccesses) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, _context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const rows = await this.accesses.list(filter, places.decode(cursor, filter)?.id, limit + 1);
    return page(
      rows,
      limit,
      ({ accessedAt, action, ...row }) => ({
        ...row,
        accessedAt: accessedAt.toISOString(),
        action: action as 'read' | 'changed' | 'downloaded',
      }),
      ({ id }) => places.encode({ id }, filter),
    );
  }
}
