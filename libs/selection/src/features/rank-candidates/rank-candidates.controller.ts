import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';

import { byId, selectionRefusals } from '../../selection-input.js';
import { RankCandidates } from './rank-candidates.js';

const route = endpoint({
  permission: 'selection.rank',
  summary: 'Rank those who wait for a result',
  description:
    'By weighted totals; ties by the criterion that weighs most, then the next. Who shares a rank and would fare differently waits for an order.',
  params: byId,
  command: true,
  refusals: [...selectionRefusals, 'NO_CANDIDATES', 'TOTALS_MISSING', 'DUTIES_NOT_SEPARATE'],
});

@Controller('v1/selections')
export class RankCandidatesController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/rank')
  @Endpoint(route)
  rank({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RankCandidates(params.id, command));
  }
}
