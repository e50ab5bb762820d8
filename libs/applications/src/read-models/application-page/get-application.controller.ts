import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { PersonalDataAccesses } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { actsFor } from '../../domain/application.js';
import { GetApplication } from './application-page.js';

const applicationPage = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    roundId: z.uuid(),
    track: z.string(),
    status: z.enum(['DRAFT', 'SUBMITTED', 'WITHDRAWN']),
    applicant: z.object({ personId: z.uuid(), organisationId: z.uuid().optional() }),
    title: z.string(),
    company: z
      .object({ name: z.string(), businessNumber: z.string(), corporateNumber: z.string().optional() })
      .optional()
      .describe('Absent: a founder without a company'),
    answers: z.record(z.string(), z.json()),
    version: z.int(),
  })
  .meta({ id: 'Application' });

const route = endpoint({
  permission: 'applications.read',
  summary: 'Read an application, as it is or as it was',
  description:
    'Answers to fields marked personal are masked unless a `reason` is given; what was erased reads `[erased]`.',
  params: z.object({ id: z.uuid() }),
  query: pastQuery.extend({
    reason: z
      .string()
      .trim()
      .min(1)
      .max(500)
      .optional()
      .describe('Why personal answers are needed unmasked; recorded. Applicants see their own without one.'),
  }),
  response: applicationPage,
  refusals: ['APPLICATION_NOT_FOUND'],
});

@Controller('v1/applications')
export class GetApplicationController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
  ) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const { reason, ...past } = query;
    const found = await this.queries.execute(new GetApplication(params.id, past));
    const allowed =
      found && (context.permits('applications.read-all') || actsFor(context.actor, found.applicant));
    // Another applicant's application looks like none at all.
    if (!allowed) throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    const own = actsFor(context.actor, found.applicant);
    const unmasked = own || (reason !== undefined && context.permits('applications.read-personal'));
    if (unmasked && !own) {
      const { actor, ip: address, now } = context;
      const { personId } = found.applicant;
      const what = `application ${found.id}`;
      await this.accesses.record({ personId, action: 'read', what, reason, actor, address, now });
    }
    return reply(found, { version: found.version, unmasked });
  }
}
