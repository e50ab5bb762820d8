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
  pastQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { REGISTRATION_STATUSES } from '../../domain/registration.state.js';
import { RegistrationDesk } from '../../registration-desk.js';
import { ListRegistrations } from './list-registrations.js';

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    programId: z.string(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: z.enum(REGISTRATION_STATUSES),
    route: z.string().nullable(),
    classification: z.string().nullable(),
    listNumber: z.string().nullable(),
    validUntil: z.string().nullable().describe('Last day in Seoul'),
    questioned: z.boolean().describe('The decision of the committee no longer stands'),
    openedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'RegistrationLine' });

const filters = z.object({
  caseId: z.uuid().optional(),
  roundId: z.uuid().optional(),
  track: z.string().min(1).max(63).optional(),
  status: z.enum(REGISTRATION_STATUSES).optional(),
  questioned: flag.optional(),
});

const route = endpoint({
  permission: 'procurement.read',
  summary: 'List procurement registrations, newest first',
  description: 'Applicants see their own, the procurement service all; other partners none.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('registrations', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/registrations')
export class ListRegistrationsController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(RegistrationDesk) private readonly desk: RegistrationDesk,
  ) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { actor } = context;
    const all = context.permits('procurement.read-all') || (await this.desk.isService(actor));
    const applicant = all ? undefined : (actor.organisationId ?? actor.id);
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new ListRegistrations(filter, applicant, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, caseId: row.case_id, roundId: row.round_id, programId: row.program_id },
        ...{ track: row.track, stage: row.stage, run: row.run, status: row.status, route: row.route },
        ...{ classification: row.classification, listNumber: row.list_number },
        ...{ validUntil: row.valid_until, questioned: row.questioned },
        ...{ openedAt: row.opened_at, version: row.version },
      }),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
  }
}
