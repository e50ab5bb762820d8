import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ground } from '../../domain/conflicts.js';
import { byId, freeText, officerRefusals } from '../../evaluation-input.js';
import { EndSeat } from './end-seat.js';

const reason = freeText(2_000);

const exclusion = endpoint({
  permission: 'evaluations.appoint',
  summary: 'Exclude a member on a ground that no data tells',
  description: 'Also after closing: the result is computed again without that ballot.',
  params: byId,
  body: z.object({ reviewer: z.uuid(), ground, reason }),
  command: true,
  refusals: [...officerRefusals, 'NOT_A_MEMBER'],
});

const release = endpoint({
  permission: 'evaluations.appoint',
  summary: 'Release a member who cannot come and has not scored',
  params: byId,
  body: z.object({ reviewer: z.uuid(), reason }),
  command: true,
  refusals: [...officerRefusals, 'NOT_A_MEMBER', 'BALLOT_GIVEN'],
});

const recusal = endpoint({
  permission: 'evaluations.review',
  summary: 'Recuse oneself for a conflict of interest',
  description: 'Ends the own seat and voids the own ballot, also after closing.',
  params: byId,
  body: z.object({ reason }),
  command: true,
  refusals: ['EVALUATION_NOT_FOUND', 'EVALUATION_CLOSED', 'PERSON_NEEDED', 'NOT_ON_PANEL', 'REVIEWER_OUT'],
});

@Controller('v1/evaluations')
export class EndSeatController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/exclusions')
  @Endpoint(exclusion)
  exclude(
    { params, body }: InputOf<typeof exclusion>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof exclusion>> {
    return this.commands.execute(new EndSeat(params.id, { type: 'ExcludeReviewer', ...body }, command));
  }

  @Post(':id/releases')
  @Endpoint(release)
  release(
    { params, body }: InputOf<typeof release>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof release>> {
    return this.commands.execute(new EndSeat(params.id, { type: 'ReleaseReviewer', ...body }, command));
  }

  @Post(':id/recusal')
  @Endpoint(recusal)
  recuse(
    { params, body }: InputOf<typeof recusal>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof recusal>> {
    return this.commands.execute(new EndSeat(params.id, { type: 'RecuseReviewer', ...body }, command));
  }
}
