import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { freeText, values } from '../../screening-input.js';
import { AnswerSupplement } from './answer-supplement.js';

const route = endpoint({
  permission: 'screening.answer',
  summary: 'Answer a supplement request',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    answers: values.default({}).describe('New answers to the fields asked for'),
    note: freeText(4_000).optional().describe('Explanation'),
  }),
  command: true,
  refusals: [
    ...['SCREENING_NOT_FOUND', 'SCREENING_CLOSED', 'NOT_THE_APPLICANT', 'NO_SUPPLEMENT_AWAITED'],
    ...['SUPPLEMENT_LATE', 'ANSWER_NOT_ASKED', 'ANSWER_INVALID'],
  ],
});

@Controller('v1/screenings')
export class AnswerSupplementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/supplement-answers')
  @Endpoint(route)
  answer(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AnswerSupplement(params.id, body.answers, body.note, command));
  }
}
