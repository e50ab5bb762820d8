import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byProgram } from '../../disbursement-input.js';
import { RevokeDelegation } from './revoke-delegation.js';

const route = endpoint({
  permission: 'disbursement.delegate',
  summary: 'Take a delegation back',

  params: byProgram,
  body: z.object({ delegationId: z.uuid() }),
  command: true,
  refusals: ['PROGRAM_NOT_FOUND', 'DELEGATION_NOT_FOUND', 'NOT_OWN_DUTY', 'PERSON_NEEDED'],
});

@Controller('v1/payment-officers')
export class RevokeDelegationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':program/delegations/revoke')
  @Endpoint(route)
  revoke(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RevokeDelegation(params.program, body, command));
  }
}
