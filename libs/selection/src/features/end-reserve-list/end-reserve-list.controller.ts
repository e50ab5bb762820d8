import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText, selectionRefusals } from '../../selection-input.js';
import { EndReserveList } from './end-reserve-list.js';

const route = endpoint({
  permission: 'selection.publish',
  summary: 'End the list of reserves',
  params: byId,
  body: z.object({ reason: freeText(4_000) }),
  command: true,
  refusals: [...selectionRefusals, 'NO_RESERVES', 'DUTIES_NOT_SEPARATE'],
});

@Controller('v1/selections')
export class EndReserveListController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/end-reserve-list')
  @Endpoint(route)
  end({ params, body }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new EndReserveList(params.id, body.reason, command));
  }
}
