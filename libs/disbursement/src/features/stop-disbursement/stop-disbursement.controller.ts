import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { reason } from '../../budget-line-input.js';
import { byId, officerRefusals } from '../../disbursement-input.js';
import { StopDisbursement } from './stop-disbursement.js';

const route = endpoint({
  permission: 'disbursement.approve',
  summary: 'Stop a disbursement for good',
  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: [...officerRefusals],
});

@Controller('v1/disbursements')
export class StopDisbursementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/stop')
  @Endpoint(route)
  stop(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new StopDisbursement(params.id, body.reason, command));
  }
}
