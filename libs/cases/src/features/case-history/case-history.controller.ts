import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { Refusal } from '@doyak/kernel/decider';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { GetCaseHistory } from './case-history.js';

const historyEvent = z
  .object({
    index: z.int().describe('Place in the log'),
    sequence: z.int().describe('Place in the case: 1, 2, 3, …'),
    id: z.uuid(),
    type: z.string().describe('Stored type'),
    schemaVersion: z.int(),
    data: z.unknown(),
    actor: z.object({
      kind: z.enum(['person', 'key', 'system']),
      id: z.string(),
      organisationId: z.uuid().optional(),
      authority: z.string(),
    }),
    commandId: z.uuid(),
    correlationId: z.uuid(),
    causationId: z.uuid().optional(),
    occurredAt: z.string(),
    recordedAt: z.string(),
  })
  .meta({ id: 'HistoryEvent' });

const route = endpoint({
  permission: 'cases.read-history',
  summary: 'Read the history of a case, in order',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: z.object({ caseId: z.uuid(), events: z.array(historyEvent) }),
  refusals: ['CASE_NOT_FOUND'],
});

@Controller('v1/cases')
export class CaseHistoryController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get(':id/history')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetCaseHistory(params.id, query));
    const applicant = found && {
      personId: found.parties.applicant_person_id,
      organisationId: found.parties.applicant_organisation_id ?? undefined,
    };
    const allowed =
      applicant && (context.permits('cases.read-all-histories') || actsFor(context.actor, applicant));
    if (!allowed) throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    return {
      caseId: params.id,
      events: found.events.map(
        ({
          type: _type,
          stored,
          streamId: _id,
          streamVersion: _version,
          caseId: _case,
          caseSequence,
          ...event
        }) => ({
          ...event,
          type: stored,
          sequence: caseSequence!,
        }),
      ),
    };
  }
}
