import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { byId, reviewRefusals } from '../../registration-input.js';
import { ConveneCommittee } from './convene-committee.js';

const route = endpoint({
  permission: 'procurement.conduct',
  summary: 'Convene the committee that votes on a designation',
  description: 'Its members are appointed, vote and close as the panel of an evaluation: /v1/evaluations.',
  params: byId,
  command: true,
  refusals: [...reviewRefusals, 'OWN_APPLICATION', 'DUTIES_NOT_SEPARATE'],
});

@Controller('v1/registrations')
export class ConveneCommitteeController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/committee')
  @Endpoint(route)
  convene({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ConveneCommittee(params.id, command));
  }
}
