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
  pastQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ListAgreements } from './list-agreements.js';

export const agreementStatus = z.enum([
  ...(['DRAFT', 'OFFERED', 'IN_FORCE', 'SUSPENDED', 'DECLINED', 'LAPSED', 'TERMINATED'] as const),
  'COMPLETED',
]);

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    programId: z.string(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: agreementStatus,
    amount: z.int().nullable().describe('KRW of the latest document'),
    amending: z.boolean().describe('An amendment waits for signatures'),
    endsOn: z.string().nullable(),
    draftedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'AgreementLine' });

const filters = z.object({
  caseId: z.uuid().optional(),
  roundId: z.uuid().optional(),
  track: z.string().min(1).max(63).optional(),
  status: agreementStatus.optional(),
});

const route = endpoint({
  permission: 'agreements.read',
  summary: 'List agreements, newest first',
  description: 'Applicants and partners see those to which they are or were a party.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('agreements', z.object({ draftedAt: z.string(), id: z.uuid() }));

@Controller('v1/agreements')
export class ListAgreementsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { actor } = context;
    const holder = context.permits('agreements.read-all') ? undefined : (actor.organisationId ?? actor.id);
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListAgreements(filter, holder, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, caseId: row.case_id, roundId: row.round_id, programId: row.program_id },
        ...{ track: row.track, stage: row.stage, run: row.run, status: row.status, amount: row.amount },
        ...{ amending: row.amending, endsOn: row.ends_on, draftedAt: row.drafted_at, version: row.version },
      }),
      (row) => places.encode({ draftedAt: row.drafted_at, id: row.id }, filter),
    );
  }
}
