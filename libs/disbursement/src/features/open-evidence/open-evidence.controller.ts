import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase, visibleCase } from '@doyak/cases';
import { DocumentStore } from '@doyak/documents';
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
  response: raw('application/octet-stream'),
  refusals: ['CASE_NOT_FOUND', 'EVIDENCE_NOT_FOUND'],
});

@Controller('v1/cases')
export class OpenEvidenceController {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
  ) {}

  @Get(':id/evidence/:sha256')
  @Endpoint(route)
  async open({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { id: caseId, sha256: hash } = params;
    visibleCase(await this.queries.execute(new GetCase(caseId)), context, 'disbursement.read');
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
