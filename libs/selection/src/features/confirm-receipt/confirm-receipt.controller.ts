import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ConfirmReceipt } from './confirm-receipt.js';

const route = endpoint({
  permission: 'selection.receive-notices',
  summary: 'Confirm the receipt of an own notice',
  tags: ['notices'],
  params: z.object({ id: z.uuid(), notice: z.coerce.number().int().min(1).max(10_000) }),
  body: z.object({ channel: z.enum(['portal', 'email', 'post']).default('portal') }),
  command: true,
  refusals: ['NOTICE_NOT_FOUND', 'NOTICE_NOT_SENT'],
});

@Controller('v1/cases')
export class ConfirmReceiptController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/notices/:notice/receipt')
  @Endpoint(route)
  confirm(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const receipt = { caseId: params.id, notice: params.notice, channel: body.channel };
    return this.commands.execute(new ConfirmReceipt(receipt, command));
  }
}
