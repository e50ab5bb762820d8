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
import { HistoryVeils } from '../../history-veils.js';
import { GetCaseHistory } from './case-history.js';

const historyEvent = z
  .object({
    index: z.int().describe('Place in the log'),
    sequence: z.int().describe('Place in the case: 1, 2, 3, …'),
    id: z.uuid(),
    type: z.string().describe('Stored type'),
    schemaVersion: z.int(),
    data: z.unknown(),
    withheld: z.boolean().describe('Whether something of the data is not for this reader'),
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
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(HistoryVeils) private readonly veils: HistoryVeils,
  ) {}

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
    const inside = context.permits('cases.read-all-histories');
    const allowed = applicant && (inside || actsFor(context.actor, applicant));
    if (!allowed) throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    const seen = this.veils.of(found.all, { personId: context.actor.id, inside });
    return {
      caseId: params.id,
      events: found.events.map((one) => {
        const {
          type: _,
          stored,
          streamId: _id,
          streamVersion: _v,
          caseId: _case,
          caseSequence,
          ...event
        } = one;
        const data = seen(one);
        return { ...event, type: stored, sequence: caseSequence!, data, withheld: data !== one.data };
      }),
    };
  }
}
