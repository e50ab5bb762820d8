import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText, officerRefusals } from '../../evaluation-input.js';
import { CloseEvaluation } from './close-evaluation.js';

const body = z.object({ minutes: freeText(20_000).describe('Minutes of the panel (회의록)') });

const closing = endpoint({
  permission: 'evaluations.conduct',
  summary: 'Close the panel with its minutes; the result follows from the ballots',
  params: byId,
  body,
  command: true,
  refusals: [...officerRefusals, 'QUORUM_MISSING', 'CHALLENGE_OPEN', 'DUTIES_NOT_SEPARATE'],
});

const noShow = endpoint({
  permission: 'evaluations.conduct',
  summary: 'Record that the applicant did not appear at the presentation',
  params: byId,
  body,
  command: true,
  refusals: [...officerRefusals, 'NO_PRESENTATION', 'BALLOTS_GIVEN', 'DUTIES_NOT_SEPARATE'],
});

@Controller('v1/evaluations')
export class CloseEvaluationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/close')
  @Endpoint(closing)
  close(
    { params, body: { minutes } }: InputOf<typeof closing>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof closing>> {
    return this.commands.execute(new CloseEvaluation(params.id, 'CloseEvaluation', minutes, command));
  }

  @Post(':id/no-show')
  @Endpoint(noShow)
  noShow(
    { params, body: { minutes } }: InputOf<typeof noShow>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof noShow>> {
    return this.commands.execute(new CloseEvaluation(params.id, 'RecordNoShow', minutes, command));
  }
}
