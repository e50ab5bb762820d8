import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { MOST_PART_BYTES } from '../../document-store.js';
import { StartUpload } from './start-upload.js';

const route = endpoint({
  permission: 'documents.add',
  summary: 'Announce a document of a draft',
  description: 'Send its bytes in parts afterwards, then complete it.',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    slot: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,62}$/)
      .describe('Which document of those the track asks for'),
    mediaType: z.string().regex(/^[a-z]+\/[a-z0-9.+-]{1,100}$/),
    size: z.int().min(1).max(1_073_741_824).describe('Bytes'),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex'),
    issuedOn: z.iso
      .date()
      .optional()
      .describe(
        'Day on which it was issued, in Korea; needed where the track limits the age of the document',
      ),
  }),
  response: z.object({ documentId: z.uuid(), partSize: z.int().describe('Bytes of a part at most') }),
  command: true,
  refusals: [
    ...['APPLICATION_NOT_FOUND', 'APPLICATION_SUBMITTED', 'SLOT_UNKNOWN'],
    ...['DOCUMENT_TYPE_REFUSED', 'DOCUMENT_TOO_LARGE', 'UPLOADS_TOO_MANY'],
    ...['ISSUE_DATE_MISSING', 'ISSUE_DATE_AHEAD', 'DOCUMENT_OUTDATED'],
  ],
});

@Controller('v1/applications')
export class StartUploadController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/documents')
  @Endpoint(route)
  async start(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const outcome = await this.commands.execute(new StartUpload(params.id, body, command));
    return { ...outcome, documentId: command.commandId, partSize: MOST_PART_BYTES };
  }
}
