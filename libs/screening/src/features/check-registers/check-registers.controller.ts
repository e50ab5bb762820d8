import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { officerRefusals } from '../../screening-input.js';
import { CheckRegisters } from './check-registers.js';

const route = endpoint({
  permission: 'screening.examine',
  summary: 'Look again for restrictions in force and recoveries that were not returned',
  description: 'Doyak looks once by itself when the screening opens.',
  params: z.object({ id: z.uuid() }),
  command: true,
  refusals: officerRefusals,
});

@Controller('v1/screenings')
export class CheckRegistersController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/register-check')
  @Endpoint(route)
  check({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new CheckRegisters(params.id, command));
  }
}
