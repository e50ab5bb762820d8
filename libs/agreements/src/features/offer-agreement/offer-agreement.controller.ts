import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { agreementRefusals, byId, reason } from '../../agreement-input.js';
import { OfferAgreement } from './offer-agreement.js';

const krw = z.int().min(0).max(1_000_000_000_000_000).describe('Whole KRW');
const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be a kind of party');

const route = endpoint({
  permission: 'agreements.offer',
  summary: 'Offer terms for signature: the first document, another, or an amendment',
  description: 'Everything else is frozen with the version of the program.',
  params: byId,
  body: z.object({
    amount: krw,
    ownShare: z.strictObject({ cash: krw, inKind: krw }).default({ cash: 0, inKind: 0 }),
    parties: z
      .record(name, z.uuid())
      .refine((given) => Object.keys(given).length <= 10, 'has up to 10 parties')
      .default({})
      .describe('Organisations that sign, by kind of party, beside applicant and agency'),
    reason: reason.optional().describe('Needed for every document but the first'),
  }),
  command: true,
  refusals: [
    ...agreementRefusals,
    ...['PARTIES_UNFIT', 'PARTY_TWICE', 'MONEY_UNFIT', 'REASON_NEEDED', 'DOCUMENT_CHANGED'],
    ...['OWN_APPLICATION', 'DUTIES_NOT_SEPARATE'],
  ],
});

@Controller('v1/agreements')
export class OfferAgreementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/offer')
  @Endpoint(route)
  offer(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new OfferAgreement(params.id, body, command));
  }
}
