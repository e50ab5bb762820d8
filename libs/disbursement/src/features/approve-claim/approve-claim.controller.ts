import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { krw, reason } from '../../budget-line-input.js';
import { byTranche, officerRefusals } from '../../disbursement-input.js';
import { ApproveClaim } from './approve-claim.js';

const route = endpoint({
  permission: 'disbursement.approve',
  summary: 'Approve a claim, or part of it',
  params: byTranche,
  body: z.object({ amount: krw, reason: reason.optional().describe('Needed where it is less than claimed') }),
  command: true,
  refusals: [
    ...officerRefusals,
    'TRANCHE_NOT_FOUND',
    'TRANCHE_NOT_SO',
    'ABOVE_CLAIM',
    'REASON_NEEDED',
    'DUTIES_NOT_SEPARATE',
  ],
});

@Controller('v1/disbursements')
export class ApproveClaimController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/tranches/:tranche/approve')
  @Endpoint(route)
  approve(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(
      new ApproveClaim(params.id, params.tranche, body.amount, body.reason, command),
    );
  }
}
