import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { officerRefusals } from '../../review-input.js';
import { AskPartner } from './ask-partner.js';

const route = endpoint({
  permission: 'reviews.manage',
  summary: 'Ask a partner organisation what a step asks',
  description: 'Where there is exactly one organisation of the kind it was asked already.',
  params: z.object({ id: z.uuid() }),
  body: z.object({ organisationId: z.uuid() }),
  command: true,
  // To the endpoints that the organisation has registered.
  sends: {
    to: 'https://endpoints.example/of/{$request.body#/organisationId}',
    messages: ['kr.doyak.reviews.external-request-made.v1'],
  },
  refusals: [
    ...['STEP_NOT_EXTERNAL', 'STEP_NOT_RUNNING', 'PARTNER_UNKNOWN', 'REQUEST_MADE', 'DEADLINE_UNKNOWN'],
    ...(['CONFLICT_OF_INTEREST', ...officerRefusals] as const),
  ],
});

@Controller('v1/review-steps')
export class AskPartnerController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/ask')
  @Endpoint(route)
  ask({ params, body }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new AskPartner(params.id, body.organisationId, command));
  }
}
