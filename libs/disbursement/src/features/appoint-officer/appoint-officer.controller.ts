import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byProgram, duty } from '../../disbursement-input.js';
import { AppointOfficer } from './appoint-officer.js';

const route = endpoint({
  permission: 'disbursement.appoint',
  summary: 'Appoint an officer for the payments of a program',

  params: byProgram,
  body: z.object({ personId: z.uuid(), duty }),
  command: true,
  refusals: ['PROGRAM_NOT_FOUND', 'FOUR_EYES', 'OFFICERS_TOO_MANY', 'PERSON_NEEDED'],
});

@Controller('v1/payment-officers')
export class AppointOfficerController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':program/appoint')
  @Endpoint(route)
  appoint(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AppointOfficer(params.program, body, command));
  }
}
