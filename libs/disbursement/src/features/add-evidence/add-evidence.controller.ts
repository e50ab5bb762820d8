import { randomUUID } from 'node:crypto';
import { Controller, Inject, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetCase, visibleCase } from '@doyak/cases';
import { DocumentStore } from '@doyak/documents';
import { EventStore } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext, upload } from '@doyak/kernel/http';
import { z } from 'zod';
import { evidenceStream } from '../../disbursement-ids.js';
import { caseEvidence } from '../../domain/case-evidence.js';
import { byId } from '../../disbursement-input.js';

/** One paper: a scan of an invoice, a contract. */
const MOST_BYTES = 8 * 1024 * 1024;

const route = endpoint({
  permission: 'disbursement.claim',
  summary: 'Add a paper to the evidence of an own case',
  description:
    'Its SHA-256 is its name in claims and reports. The same bytes are kept once; nothing is taken out again.',
  params: byId,
  body: upload({
    types: ['application/octet-stream', 'application/pdf', 'image/png', 'image/jpeg'],
    limit: MOST_BYTES,
  }),
  response: z.object({
    sha256: z.string(),
    size: z.int().describe('Bytes'),
    mediaType: z.string().nullable(),
  }),
  refusals: ['CASE_NOT_FOUND', 'EVIDENCE_TOO_MUCH', 'PERSON_NEEDED'],
});

/** The bytes are kept before the event that names them: an interrupted request leaves bytes that nothing names. */
@Controller('v1/cases')
export class AddEvidenceController {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
  ) {}

  @Post(':id/evidence')
  @Endpoint(route)
  async add(
    { params, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const caseId = params.id;
    visibleCase(await this.queries.execute(new GetCase(caseId)), context, 'disbursement.read');
    const chunks: Buffer[] = [];
    for await (const chunk of body.stream) chunks.push(chunk as Buffer);
    const upload_ = randomUUID();
    await this.bytes.putPart(upload_, 1, Buffer.concat(chunks));
    const { sha256, size, mediaType } = await this.bytes.examine(upload_);
    await this.bytes.keep(upload_, { sha256, size }, caseId);
    await this.bytes.forgetParts(upload_);
    await this.store.decide(
      evidenceStream(caseId),
      caseEvidence,
      { type: 'AddEvidence', caseId, sha256, size, mediaType },
      { actor: context.actor, now: context.now, commandId: upload_, caseId },
    );
    return { sha256, size, mediaType: mediaType ?? null };
  }
}
