import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { fieldNames, freeText, officerRefusals } from '../../screening-input.js';
import { RequestSupplement } from './request-supplement.js';

const route = endpoint({
  permission: 'screening.examine',
  summary: 'Ask the applicant for a supplement',
  description: 'Meanwhile the clock of the stage stands still, where the program says so.',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    ask: freeText(2_000).describe('What the applicant is asked for'),
    fields: fieldNames.default([]).describe('Fields of the form that may be answered anew'),
  }),
  command: true,
  refusals: [
    ...officerRefusals,
    ...['FIELD_UNKNOWN', 'SUPPLEMENT_AWAITED', 'SUPPLEMENTS_USED_UP', 'DEADLINE_UNKNOWN'],
  ],
});

@Controller('v1/screenings')
export class RequestSupplementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/supplement-requests')
  @Endpoint(route)
  ask({ params, body }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RequestSupplement(params.id, body.ask, body.fields, command));
  }
}
