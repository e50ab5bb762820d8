import { Controller, Get, Inject } from '@nestjs/common';
import { type AnswerOf, Endpoint, endpoint, type InputOf, reply, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ApplicationPapers } from '../../application-papers.js';

const route = endpoint({
  permission: 'documents.read',
  summary: 'List the documents of an application, and those that are missing',
  params: z.object({ id: z.uuid() }),
  response: z
    .object({
      documents: z.array(
        z.object({
          documentId: z.uuid(),
          slot: z.string(),
          mediaType: z.string(),
          size: z.int().describe('Bytes'),
          sha256: z.string(),
          issuedOn: z.iso.date().nullable().describe('Day on which it was issued, as the applicant says'),
          by: z.uuid().describe('Who added it'),
        }),
      ),
      missing: z.array(z.string()).describe('Required slots without a document'),
    })
    .meta({ id: 'ApplicationDocuments' }),
  refusals: ['APPLICATION_NOT_FOUND'],
});

@Controller('v1/applications')
export class ListDocumentsController {
  constructor(@Inject(ApplicationPapers) private readonly papers: ApplicationPapers) {}

  @Get(':id/documents')
  @Endpoint(route)
  async list({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const reader = context.permits('documents.read-all') ? 'anyone' : context.actor;
    const application = await this.papers.application(params.id, reader);
    const { present, version } = await this.papers.list(params.id);
    const missing = await this.papers.missing(application);
    return reply({ documents: present, missing }, { version });
  }
}
