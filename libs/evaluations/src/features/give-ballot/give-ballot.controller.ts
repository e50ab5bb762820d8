import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { mark } from '../../domain/sheet.js';
import { byId, freeText, reviewerRefusals } from '../../evaluation-input.js';
import { GiveBallot } from './give-ballot.js';

const route = endpoint({
  permission: 'evaluations.review',
  summary: 'Give the own ballot, or give it again',
  description:
    'Every line of the sheet is answered once: `grade` for graded criteria, whole `points` for the others, `confirmed` on a checklist. Nobody else sees it before the panel is closed.',
  params: byId,
  body: z.object({ marks: z.array(mark).min(1).max(60), opinion: freeText(8_000).optional() }),
  command: true,
  refusals: [
    ...reviewerRefusals,
    ...['PLEDGE_NEEDED', 'BALLOT_INVALID', 'CHALLENGE_OPEN', 'DUTIES_NOT_SEPARATE'],
  ],
});

@Controller('v1/evaluations')
export class GiveBallotController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/ballot')
  @Endpoint(route)
  give(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new GiveBallot(params.id, body, command));
  }
}
