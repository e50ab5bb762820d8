import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { krw, reason } from '../../budget-line-input.js';
import { byId } from '../../disbursement-input.js';
import { assessRefusals, reasonBody } from '../../settling/settling-input.js';
import { UseSettlement } from './use-settlement.js';

const supplement = endpoint({
  permission: 'disbursement.settle',
  summary: 'Ask for more about a settlement report',
  params: byId,
  body: z.object({ ask: reason }),
  command: true,
  refusals: assessRefusals,
});

const assess = endpoint({
  permission: 'disbursement.settle',
  summary: 'Assess a settlement: what is not accepted of which cost, and why',
  description:
    'Where no report came in time, the whole amount is to be returned. Another person confirms before anything follows.',
  params: byId,
  body: z.object({
    findings: z
      .array(
        z.strictObject({
          cost: z.int().min(0).max(499).describe('Cost of the last report, from 0'),
          amount: krw,
          rule: z.string().min(1).max(63).describe('An ineligible cost of the definition, or `other`'),
          reason,
        }),
      )
      .max(500)
      .default([]),
    clawback: z
      .strictObject({ amount: krw, reason })
      .optional()
      .describe('Accepted costs that are demanded back because the work failed'),
  }),
  command: true,
  refusals: [...assessRefusals, 'ASSESSMENT_UNFIT', 'HONEST_FAILURE_EXEMPT', 'DUTIES_NOT_SEPARATE'],
});

const reject = endpoint({
  permission: 'disbursement.settle',
  summary: 'Send an assessment back to whoever made it',
  params: byId,
  body: reasonBody,
  command: true,
  refusals: [...assessRefusals, 'FOUR_EYES'],
});

const confirm = endpoint({
  permission: 'disbursement.settle',
  summary: 'Confirm an assessment that another person made; what is to be returned is demanded',
  params: byId,
  command: true,
  refusals: [...assessRefusals, 'FOUR_EYES', 'DUTIES_NOT_SEPARATE'],
});

@Controller('v1/settlements')
export class AssessSettlementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/supplement')
  @Endpoint(supplement)
  supplement(
    { params, body }: InputOf<typeof supplement>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof supplement>> {
    const act = { type: 'RequestSettlementSupplement', ask: body.ask } as const;
    return this.commands.execute(new UseSettlement(params.id, act, command));
  }

  @Post(':id/assess')
  @Endpoint(assess)
  assess(
    { params, body }: InputOf<typeof assess>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof assess>> {
    return this.commands.execute(
      new UseSettlement(params.id, { type: 'AssessSettlement', ...body }, command),
    );
  }

  @Post(':id/reject-assessment')
  @Endpoint(reject)
  reject(
    { params, body }: InputOf<typeof reject>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof reject>> {
    const act = { type: 'RejectAssessment', reason: body.reason } as const;
    return this.commands.execute(new UseSettlement(params.id, act, command));
  }

  @Post(':id/confirm')
  @Endpoint(confirm)
  confirm(
    { params }: InputOf<typeof confirm>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof confirm>> {
    return this.commands.execute(new UseSettlement(params.id, { type: 'ConfirmSettlement' }, command));
  }
}
