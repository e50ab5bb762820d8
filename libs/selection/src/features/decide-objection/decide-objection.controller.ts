import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, freeText, objectionRefusals } from '../../selection-input.js';
import { DecideObjection } from './decide-objection.js';

const hundredths = z.int().min(0).max(20_000).describe('Points in hundredths: 8750 is 87.50');
const stage = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);

const effect = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('corrected-totals'),
    totals: z
      .array(
        z.strictObject({
          stage,
          total: hundredths,
          criteria: z
            .array(z.strictObject({ id: stage, mean: hundredths }))
            .max(40)
            .optional(),
        }),
      )
      .min(1)
      .max(5),
  }),
  z.strictObject({ kind: z.literal('slot-added') }),
  z.strictObject({ kind: z.literal('decision-reversed') }),
]);

const route = endpoint({
  permission: 'selection.decide-objections',
  summary: 'Decide an objection',
  description:
    'By somebody who had no part in the decision. An accepted objection to a selection corrects totals or adds a slot; to another decision, it reverses it.',
  params: byId,
  body: z.object({
    decision: z.enum(['ACCEPTED', 'DISMISSED', 'INADMISSIBLE']),
    reason: freeText(10_000),
    effect: effect.optional().describe('Of an accepted one'),
  }),
  command: true,
  refusals: [
    ...objectionRefusals,
    'EFFECT_UNFIT',
    'CORRECTION_CHANGES_NOTHING',
    'RESULT_NOT_PUBLISHED',
    'DUTIES_NOT_SEPARATE',
    'TOTALS_MISSING',
  ],
});

@Controller('v1/objections')
export class DecideObjectionController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/decide')
  @Endpoint(route)
  decide(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DecideObjection(params.id, body, command));
  }
}
