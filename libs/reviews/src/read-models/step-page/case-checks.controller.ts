import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase } from '@doyak/cases';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ConflictChecks } from '../../conflict-checks.js';
import { checksUnderWay } from '../../work/checks-under-way.js';

const route = endpoint({
  permission: 'reviews.read',
  summary: 'Tell how far the automatic checks of a case are that are under way',
  description: 'GET /v1/review-steps/{id}/progress follows one of them live.',
  tags: ['cases'],
  params: z.object({ id: z.uuid() }),
  response: z.object({
    caseId: z.uuid(),
    checks: z.array(
      z.object({
        stepId: z.uuid(),
        checker: z.string(),
        status: z
          .enum(['waiting', 'running', 'gathering', 'halted'])
          .describe('gathering: its parts are under way; halted: it is paused or needs a person'),
        attempt: z.int(),
        progress: z.object({ done: z.number(), total: z.number() }).nullable(),
        waitingSince: z.string(),
      }),
    ),
  }),
  refusals: ['CASE_NOT_FOUND', 'CONFLICT_OF_INTEREST'],
});

@Controller('v1/cases')
export class CaseChecksController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Database) private readonly database: Database,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  @Get(':id/checks')
  @Endpoint(route)
  async list(
    { params: { id: caseId } }: InputOf<typeof route>,
    { actor }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetCase(caseId));
    if (!found) throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    const applicant = {
      personId: found.applicant_person_id,
      organisationId: found.applicant_organisation_id ?? undefined,
    };
    await this.conflicts.refuse({
      ...{ caseId, applicationId: found.application_id, applicant, personId: actor.id },
    });
    const checks = await checksUnderWay(this.database.pool, { caseId });
    return {
      caseId,
      checks: checks.map((one) => ({ ...one, waitingSince: one.waitingSince.toISOString() })),
    };
  }
}
