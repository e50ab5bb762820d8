import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, disbursementRefusals } from '../../disbursement-input.js';
import { NameAccount } from './name-account.js';

const route = endpoint({
  permission: 'disbursement.claim',
  summary: 'Name the account to be paid to',
  params: byId,
  body: z.object({ accountId: z.uuid() }),
  command: true,
  refusals: [...disbursementRefusals, 'ACCOUNT_NOT_FOUND', 'NOT_BENEFICIARY'],
});

@Controller('v1/disbursements')
export class NameAccountController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/account')
  @Endpoint(route)
  name(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new NameAccount(params.id, body.accountId, command));
  }
}
