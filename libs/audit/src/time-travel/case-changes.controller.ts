import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, instant, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { AuditReadings } from '../search/audit-readings.js';
import { EventSearch } from '../search/event-search.js';
import { CaseReplay } from './case-replay.js';

const route = endpoint({
  permission: 'audit.read-changes',
  summary: 'Tell how a case differs between two instants',
  description: 'The states of all its streams, folded from the log, and the events between the two instants.',
  params: z.object({ id: z.uuid() }),
  query: z.object({
    from: instant.describe('The earlier instant'),
    to: instant.describe('The later instant'),
    knownAt: instant.optional().describe('Only what was recorded by this instant'),
  }),
  response: z.object({
    caseId: z.uuid(),
    events: z.array(
      z.object({
        index: z.int(),
        sequence: z.int(),
        type: z.string(),
        occurredAt: z.string(),
        recordedAt: z.string(),
        actor: z.object({ kind: z.string(), id: z.string(), authority: z.string() }),
      }),
    ),
    streams: z.array(
      z.object({
        streamId: z.string(),
        aggregate: z.string(),
        differences: z.array(
          z.object({
            pointer: z.string().describe('JSON pointer into the state'),
            before: z.unknown().optional(),
            after: z.unknown().optional(),
          }),
        ),
      }),
    ),
  }),
  refusals: ['CASE_NOT_FOUND', 'INSTANTS_REVERSED'],
});

@Controller('v1/cases')
export class CaseChangesController {
  constructor(
    @Inject(CaseReplay) private readonly replay: CaseReplay,
    @Inject(EventSearch) private readonly search: EventSearch,
    @Inject(AuditReadings) private readonly readings: AuditReadings,
  ) {}

  @Get(':id/changes')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const { from, to } = query;
    if (from > to) throw new Refusal('rule', 'INSTANTS_REVERSED', '`from` is later than `to`');
    await this.readings.record(context, 'changes', { caseId: params.id, ...query });
    const programs = context.principal?.programs;
    const hidden = programs && !(await this.search.isOf(params.id, programs));
    const found = hidden ? undefined : await this.replay.changes(params.id, query);
    if (!found) throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    return {
      caseId: params.id,
      events: found.events.map(({ index, caseSequence, stored, occurredAt, recordedAt, actor }) => ({
        ...{ index, sequence: caseSequence!, type: stored, occurredAt, recordedAt },
        actor: { kind: actor.kind, id: actor.id, authority: actor.authority },
      })),
      streams: found.streams.map(({ differences, ...stream }) => ({
        ...stream,
        differences: [...differences],
      })),
    };
  }
}
