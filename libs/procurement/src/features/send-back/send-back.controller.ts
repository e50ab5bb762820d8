import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { byId, reasoned, reviewRefusals } from '../../registration-input.js';
import { SendBack } from './send-back.js';

const route = endpoint({
  permission: 'procurement.conduct',
  summary: 'Send an application for designation back to be corrected',
  params: byId,
  body: reasoned,
  command: true,
  refusals: [...reviewRefusals, 'OWN_APPLICATION'],
});

@Controller('v1/registrations')
export class SendBackController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/send-back')
  @Endpoint(route)
  sendBack(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new SendBack(params.id, body.reason, command));
  }
}
