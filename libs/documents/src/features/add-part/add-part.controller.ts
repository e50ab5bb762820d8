import { createHash } from 'node:crypto';
import { Controller, Inject, Post } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext, upload } from '@doyak/kernel/http';
import { z } from 'zod';
import { ApplicationPapers } from '../../application-papers.js';
import { DocumentStore, MOST_PART_BYTES, MOST_PARTS, mostPartsOf } from '../../document-store.js';

const route = endpoint({
  permission: 'documents.add',
  summary: 'Send one part of an announced document',
  description: 'Parts are numbered from 1 and put together in order; sending one again replaces it.',
  params: z.object({
    id: z.uuid(),
    document: z.uuid(),
    part: z
      .string()
      .regex(/^[1-9]\d{0,2}$/)
      .transform(Number)
      .pipe(z.number().max(MOST_PARTS)),
  }),
  body: upload({ types: ['application/octet-stream'], limit: MOST_PART_BYTES }),
  response: z.object({ part: z.int(), size: z.int().describe('Bytes'), sha256: z.string() }),
  refusals: ['APPLICATION_NOT_FOUND', 'DOCUMENT_NOT_FOUND', 'DOCUMENT_DIFFERS'],
});

/** Parts are no events: nothing is decided by them until the whole is complete. */
@Controller('v1/applications')
export class AddPartController {
  constructor(
    @Inject(DocumentStore) private readonly bytes: DocumentStore,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
  ) {}

  @Post(':id/documents/:document/parts/:part')
  @Endpoint(route)
  async add(
    { params, body }: InputOf<typeof route>,
    { actor }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.papers.application(params.id, actor);
    const { state } = await this.papers.documents(params.id);
    const upload = state.uploads[params.document];
    if (!upload) throw new Refusal('not-found', 'DOCUMENT_NOT_FOUND', 'There is no such upload');
    if (params.part > mostPartsOf(upload.size))
      throw new Refusal('rule', 'DOCUMENT_DIFFERS', 'There are more parts than the announced document needs');
    const chunks: Buffer[] = [];
    for await (const chunk of body.stream) chunks.push(chunk as Buffer);
    const whole = Buffer.concat(chunks);
    if (whole.length > upload.size)
      throw new Refusal('rule', 'DOCUMENT_DIFFERS', 'The part is larger than the announced document');
    await this.bytes.putPart(params.document, params.part, whole);
    const sha256 = createHash('sha256').update(whole).digest('hex');
    return { part: params.part, size: whole.length, sha256 };
  }
}
