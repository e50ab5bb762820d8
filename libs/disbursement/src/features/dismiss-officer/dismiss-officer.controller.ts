import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { reason } from '../../budget-line-input.js';
import { byProgram, duty } from '../../disbursement-input.js';
import { DismissOfficer } from './dismiss-officer.js';

const route = endpoint({
  permission: 'disbursement.appoint',
  summary: 'Dismiss an officer for payments',

  params: byProgram,
  body: z.object({ personId: z.uuid(), duty, reason }),
  command: true,
  refusals: ['PROGRAM_NOT_FOUND', 'PERSON_NEEDED'],
});

@Controller('v1/payment-officers')
export class DismissOfficerController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':program/dismiss')
  @Endpoint(route)
  dismiss(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DismissOfficer(params.program, body, command));
  }
}
