import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { freeText, officerRefusals } from '../../screening-input.js';
import { DecideScreening } from './decide-screening.js';

const route = endpoint({
  permission: 'screening.decide',
  summary: 'Decide on eligibility',
  description:
    'Eligible: every rule holds, or fails and is overruled by two persons. Ineligible: with reasons that the screening bears out.',
  params: z.object({ id: z.uuid() }),
  body: z.object({
    decision: z.enum(['ELIGIBLE', 'INELIGIBLE']),
    reasons: z
      .array(z.string().regex(/^[A-Z][A-Z0-9_]{1,62}$/, 'must be a reason code'))
      .max(20)
      .default([]),
    note: freeText(4_000).optional().describe('For the record; FALSE_STATEMENT needs one'),
  }),
  command: true,
  refusals: [
    ...officerRefusals,
    ...['RULES_UNDETERMINED', 'RULES_FAIL', 'REASON_NEEDED', 'REASON_UNFOUNDED', 'SUPPLEMENT_AWAITED'],
    'DUTIES_NOT_SEPARATE',
  ],
});

@Controller('v1/screenings')
export class DecideScreeningController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/decide')
  @Endpoint(route)
  decide(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DecideScreening(params.id, body, command));
  }
}
