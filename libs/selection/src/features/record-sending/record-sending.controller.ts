import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { RecordSending } from './record-sending.js';

const route = endpoint({
  permission: 'selection.send-notices',
  summary: 'Record that a notice was sent by mail or post',
  tags: ['notices'],
  params: z.object({ id: z.uuid(), notice: z.coerce.number().int().min(1).max(10_000) }),
  body: z.object({ channel: z.enum(['email', 'post']), sentAt: z.iso.datetime({ offset: true }) }),
  command: true,
  refusals: ['NOTICE_NOT_FOUND', 'NOTICE_SENT', 'SENT_IN_FUTURE'],
});

@Controller('v1/cases')
export class RecordSendingController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/notices/:notice/sendings')
  @Endpoint(route)
  record(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const sentAt = new Date(body.sentAt).toISOString();
    const sending = { caseId: params.id, notice: params.notice, channel: body.channel, sentAt };
    return this.commands.execute(new RecordSending(sending, command));
  }
}
