import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase, visibleCase } from '@doyak/cases';
import { actsFor } from '@doyak/applications';
import { DocumentStore } from '@doyak/documents';
import { givenReason, PersonalDataAccesses, readingReason } from '@doyak/identity';
import { EventStore } from '@doyak/kernel/event-store';
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
import { evidenceStream } from '../../disbursement-ids.js';
import { caseEvidence } from '../../domain/case-evidence.js';
import { sha256 } from '../../disbursement-input.js';

const route = endpoint({
  permission: 'disbursement.read-own',
  summary: 'Download a paper of the evidence of a case',
  description: 'Always as an attachment of bytes. Who opened it, and when, is recorded.',
  params: z.object({ id: z.uuid(), sha256 }),
  query: z.object({ reason: readingReason.optional().describe('Why; asked of all but the applicant') }),
  response: raw('application/octet-stream'),
  refusals: ['CASE_NOT_FOUND', 'EVIDENCE_NOT_FOUND', 'READING_REASON_NEEDED', 'DOCUMENT_ERASED'],
});

@Controller('v1/cases')
export class OpenEvidenceController {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
  ) {}

  @Get(':id/evidence/:sha256')
  @Endpoint(route)
  async open(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const { id: caseId, sha256: hash } = params;
    const found = await this.queries.execute(new GetCase(caseId));
    const line = visibleCase(found, context, 'disbursement.read');
    const applicant = {
      personId: line.applicant_person_id,
      organisationId: line.applicant_organisation_id ?? undefined,
    };
    const { actor, ip: address, now } = context;
    if (!actsFor(actor, applicant)) {
      const reason = givenReason(query.reason, 'the paper');
      const { personId } = applicant;
      const what = `paper ${hash} of case ${caseId}`;
      await this.accesses.record({ personId, action: 'downloaded', what, reason, actor, address, now });
    }
    const command = { type: 'OpenEvidence', caseId, sha256: hash } as const;
    // Recorded before the first byte leaves.
    await this.store.decide(evidenceStream(caseId), caseEvidence, command, context.command);
    return reply(await this.bytes.read(hash), {
      headers: {
        'Content-Disposition': `attachment; filename="${hash}.bin"`,
        'Content-Security-Policy': "default-src 'none'; sandbox",
        'X-Content-Type-Options': 'nosniff',
        'Cache-Control': 'private, no-store',
      },
    });
  }
}
