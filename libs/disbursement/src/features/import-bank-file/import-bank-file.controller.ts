import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext, upload } from '@doyak/kernel/http';
import { z } from 'zod';
import { MOST_FILE_BYTES } from '../../bank/bank-message.js';
import { ImportBankFile } from './import-bank-file.js';

const route = endpoint({
  permission: 'disbursement.send',
  summary: "Import a bank's file: pain.002.001.10 or camt.053.001.08",
  description:
    'What matches moves its order; all else is listed for a person and moves nothing. The same file again changes nothing.',
  body: upload({ types: ['application/xml', 'text/xml'], limit: MOST_FILE_BYTES }),
  response: z.object({ fileId: z.uuid() }),
  command: true,
  refusals: ['BANK_FILE_MALFORMED', 'BANK_FILE_TOTALS', 'BANK_FILE_DIFFERS', 'PERSON_NEEDED'],
});

@Controller('v1/bank-files')
export class ImportBankFileController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  async import(
    { body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const chunks: Buffer[] = [];
    for await (const chunk of body.stream) chunks.push(chunk as Buffer);
    const { fileId, appended } = await this.commands.execute(
      new ImportBankFile(Buffer.concat(chunks), command),
    );
    return { ...appended, fileId };
  }
}
