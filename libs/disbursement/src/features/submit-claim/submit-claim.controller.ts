import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { krw } from '../../budget-line-input.js';
import { byTranche, costLine, sha256, disbursementRefusals } from '../../disbursement-input.js';
import { SubmitClaim } from './submit-claim.js';

const route = endpoint({
  permission: 'disbursement.claim',
  summary: 'Claim a tranche that is due',
  params: byTranche,
  body: z.object({
    amount: krw,
    papers: z.array(sha256).max(20).describe('The papers that the program asks for, in its order'),
    costs: z.array(costLine).min(1).max(200).describe('What it is for; adds up to the amount'),
  }),
  command: true,
  refusals: [
    ...disbursementRefusals,
    'TRANCHE_NOT_FOUND',
    'TRANCHE_NOT_SO',
    'ACCOUNT_NEEDED',
    'CLAIM_UNFIT',
    'NOT_BENEFICIARY',
  ],
});

@Controller('v1/disbursements')
export class SubmitClaimController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/tranches/:tranche/claim')
  @Endpoint(route)
  submit(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new SubmitClaim(params.id, params.tranche, body, command));
  }
}
