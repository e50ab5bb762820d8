import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText, officerRefusals } from '../../evaluation-input.js';
import { AwardBonus } from './award-bonus.js';

const route = endpoint({
  permission: 'evaluations.conduct',
  summary: 'Award bonus points of the stage',
  description: 'Names all that are awarded; those awarded before and not named are taken back.',
  params: byId,
  body: z.object({ bonuses: z.array(z.string().min(1).max(63)).max(10), reason: freeText(2_000) }),
  command: true,
  refusals: [...officerRefusals, 'BONUS_UNKNOWN'],
});

@Controller('v1/evaluations')
export class AwardBonusController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/bonuses')
  @Endpoint(route)
  award(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AwardBonus(params.id, body, command));
  }
}
