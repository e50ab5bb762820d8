import { Controller, Get, Inject } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { GetCase, visibleCase } from '@doyak/cases';
import { givenReason, readingReason } from '@doyak/identity';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  raw,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ExportCase } from './export-case.js';

const route = endpoint({
  permission: 'audit.export-evidence',
  summary: 'Export evidence of a case, to be verified offline',
  description:
    'JSON Lines: every event of the case with its payload and the proof that it is in the log, the signed checkpoint, keys, and the version of ' +
    'the program definition. Verify it with `doyak verify`. Who exported it, and why, is recorded.',
  params: z.object({ id: z.uuid() }),
  query: z.object({
    reason: readingReason.optional().describe('Why; asked of all but the applicant'),
    since: z
      .string()
      .regex(/^(0|[1-9]\d{0,14})$/)
      .transform(Number)
      .optional()
      .describe('Size of an older checkpoint to compare with: adds the proof that the log continues it'),
  }),
  response: raw('application/x-ndjson'),
  refusals: ['CASE_NOT_FOUND', 'LOG_NOT_SIGNED', 'SINCE_BEYOND_LOG', 'READING_REASON_NEEDED'],
});

@Controller('v1/cases')
export class GetCaseEvidenceController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(CommandBus) private readonly commands: CommandBus,
  ) {}

  @Get(':id/evidence')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetCase(params.id));
    const line = visibleCase(found, context, 'audit.export-all-evidence');
    const applicant = {
      personId: line.applicant_person_id,
      organisationId: line.applicant_organisation_id ?? undefined,
    };
    const taking = actsFor(context.actor, applicant)
      ? undefined
      : { reason: givenReason(query.reason, 'the evidence'), address: context.ip };
    const command = new ExportCase(params.id, query.since, taking, context.command);
    const lines = await this.commands.execute(command);
    return reply(lines, {
      headers: {
        'Content-Disposition': `attachment; filename="case-${params.id}.evidence.jsonl"`,
        'Cache-Control': 'private, no-store',
      },
    });
  }
}
