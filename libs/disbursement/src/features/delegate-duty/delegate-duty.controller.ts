import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, instant, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byProgram, duty } from '../../disbursement-input.js';
import { DelegateDuty } from './delegate-duty.js';

const route = endpoint({
  permission: 'disbursement.delegate',
  summary: 'Delegate your duty to somebody for a time',
  description:
    'Whoever stands in counts as both: nobody holds two duties of one payment through a delegation.',
  params: byProgram,
  body: z.object({ to: z.uuid(), duty, startsAt: instant, endsBefore: instant }),
  command: true,
  refusals: ['PROGRAM_NOT_FOUND', 'NOT_OWN_DUTY', 'DELEGATION_UNFIT', 'PERSON_NEEDED'],
});

@Controller('v1/payment-officers')
export class DelegateDutyController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':program/delegations')
  @Endpoint(route)
  delegate(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DelegateDuty(params.program, body, command));
  }
}
