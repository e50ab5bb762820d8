import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { isClassification } from '../../domain/product-numbers.js';
import { byId, freeText, reviewRefusals } from '../../registration-input.js';
import { ApplyForDesignation } from './apply-for-designation.js';

const day = z.iso.date().describe('Day in Seoul');
const institutionId = z.uuid().describe('Organisation of the public institution');

const facts = z
  .discriminatedUnion('route', [
    z.strictObject({
      route: z.literal('excellent-rnd'),
      projectNumber: freeText(60).describe('Of the public R&D project'),
      completedOn: day,
    }),
    z.strictObject({
      route: z.literal('supplier-proposal'),
      prototypeReady: z.boolean(),
      publicProblem: freeText(2_000).describe('Problem of the public that the product solves'),
    }),
    z.strictObject({ route: z.literal('demand-proposal'), institutionId, need: freeText(2_000) }),
    z.strictObject({ route: z.literal('scouting'), institutionId, recommendedOn: day }),
    z.strictObject({ route: z.literal('incubating'), institutionId, triedUntil: day }),
  ])
  .describe('What the route asks');

const route = endpoint({
  permission: 'procurement.apply',
  summary: 'Apply for the designation of a product by a route',
  description: 'May be repeated with changes until the committee is convened.',
  params: byId,
  body: z.object({
    facts,
    product: z.strictObject({
      name: z.strictObject({ ko: freeText(200), en: freeText(200).optional() }),
      classification: z
        .string()
        .refine(isClassification, 'must be 8 digits in pairs, none of them 00')
        .describe('Product classification number (물품분류번호), 8 digits'),
      summary: freeText(2_000),
    }),
  }),
  command: true,
  refusals: [...reviewRefusals, 'NOT_THE_APPLICANT', 'ROUTE_UNFIT'],
});

@Controller('v1/registrations')
export class ApplyForDesignationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/apply')
  @Endpoint(route)
  apply(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ApplyForDesignation(params.id, body, command));
  }
}
