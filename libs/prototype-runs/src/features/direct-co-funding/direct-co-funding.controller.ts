import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, fundingRefusals, items, reason } from '../../run-input.js';
import { DirectCoFunding, type DirectedFunding } from './direct-co-funding.js';

const common = { params: byId, command: true } as const;
const officers = { ...common, permission: 'prototype-runs.fund' } as const;
const parties = { ...common, permission: 'prototype-runs.pledge' } as const;

const costs = endpoint({
  ...officers,
  summary: 'Set what a run costs, by cost item',
  description: 'Costs that were approved change with a reason only, and must be approved again.',
  body: z.object({ items: items(1), reason: reason.optional() }),
  refusals: [...fundingRefusals, 'OWN_APPLICATION', 'COST_ITEM_UNKNOWN', 'COST_ITEM_TWICE', 'REASON_NEEDED'],
});
const withdraw = endpoint({
  ...parties,
  summary: 'Withdraw an own pledge',
  description: 'Where the co-funding was approved the gap is open again, and the next gate waits.',
  body: z.object({ pledgeId: z.uuid(), reason }),
  refusals: [...fundingRefusals, 'PLEDGE_NOT_FOUND', 'NOT_A_PARTY'],
});
const meet = endpoint({
  ...parties,
  summary: 'Say that a condition of an own pledge is met',
  body: z.object({ pledgeId: z.uuid(), condition: z.string().min(1).max(63) }),
  refusals: [...fundingRefusals, 'PLEDGE_NOT_FOUND', 'NOT_A_PARTY', 'CONDITION_NOT_FOUND'],
});
const approve = endpoint({
  ...officers,
  summary: 'Approve a co-funding whose pledges cover the cost',
  refusals: [
    ...[...fundingRefusals, 'OWN_APPLICATION', 'DUTIES_NOT_SEPARATE', 'SECOND_PERSON_NEEDED', 'FUNDING_GAP'],
    ...['FUNDING_UNFIT', 'CONDITION_UNMET', 'CO_FUNDING_APPROVED'],
  ],
});
const giveUp = endpoint({
  ...officers,
  summary: 'Give up a co-funding that does not come about',
  body: z.object({ reason }),
  refusals: [...fundingRefusals, 'OWN_APPLICATION', 'DUTIES_NOT_SEPARATE', 'CO_FUNDING_APPROVED'],
});

/** Commands of one co-funding, which differ in little but their names. */
@Controller('v1/co-fundings')
export class DirectCoFundingController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/set-costs')
  @Endpoint(costs)
  costs({ params, body }: InputOf<typeof costs>, context: RequestContext): Promise<AnswerOf<typeof costs>> {
    return this.give(params.id, { type: 'SetCosts', ...body }, context);
  }

  @Post(':id/withdraw-pledge')
  @Endpoint(withdraw)
  withdraw(
    { params, body }: InputOf<typeof withdraw>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof withdraw>> {
    return this.give(params.id, { type: 'WithdrawPledge', ...body }, context);
  }

  @Post(':id/meet-condition')
  @Endpoint(meet)
  meet({ params, body }: InputOf<typeof meet>, context: RequestContext): Promise<AnswerOf<typeof meet>> {
    return this.give(params.id, { type: 'MeetCondition', ...body }, context);
  }

  @Post(':id/approve')
  @Endpoint(approve)
  approve({ params }: InputOf<typeof approve>, context: RequestContext): Promise<AnswerOf<typeof approve>> {
    return this.give(params.id, { type: 'ApproveCoFunding' }, context);
  }

  @Post(':id/give-up')
  @Endpoint(giveUp)
  giveUp(
    { params, body }: InputOf<typeof giveUp>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof giveUp>> {
    return this.give(params.id, { type: 'GiveUpCoFunding', ...body }, context);
  }

  private give(id: string, directed: DirectedFunding, { command }: RequestContext) {
    return this.commands.execute(new DirectCoFunding(id, directed, command));
  }
}
