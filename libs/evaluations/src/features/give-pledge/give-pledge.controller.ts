import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { byId, reviewerRefusals } from '../../evaluation-input.js';
import { GivePledge } from './give-pledge.js';

const route = endpoint({
  permission: 'evaluations.review',
  summary: 'Pledge confidence and the absence of conflicts of interest',
  description: 'Comes before any access to the application and before scoring.',
  params: byId,
  command: true,
  refusals: [...reviewerRefusals],
});

@Controller('v1/evaluations')
export class GivePledgeController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/pledge')
  @Endpoint(route)
  pledge({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new GivePledge(params.id, command));
  }
}
