import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
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
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: applicationPage,
  refusals: ['APPLICATION_NOT_FOUND'],
});

@Controller('v1/applications')
export class GetApplicationController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetApplication(params.id, query));
    const allowed =
      found && (context.permits('applications.read-all') || actsFor(context.actor, found.applicant));
    // Another applicant's application looks like none at all.
    if (!allowed) throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    return reply(found, { version: found.version });
  }
}
