import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { GATES } from '../../domain/gates.js';
import { byId, fundingRefusals, items, krw, reason } from '../../run-input.js';
import { PledgeFunds } from './pledge-funds.js';

const route = endpoint({
  permission: 'prototype-runs.pledge',
  summary: 'Pledge cash and things or work in kind, for the own organisation',
  params: byId,
  body: z.object({
    party: z.enum(['government', 'applicant', 'large-company', 'buyer', 'local-government']),
    cash: krw.describe('Whole KRW'),
    inKind: items(0).describe('What stands for which cost item'),
    conditions: z
      .array(
        z.object({
          id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
          before: z.enum(['approval', ...GATES]).describe('Before what it must be met'),
          text: reason,
        }),
      )
      .max(20)
      .refine((list) => new Set(list.map(({ id }) => id)).size === list.length, {
        error: 'must not name a condition twice',
      })
      .optional(),
  }),
  command: true,
  refusals: [
    ...[...fundingRefusals, 'PARTY_UNKNOWN', 'NOT_A_PARTY', 'COST_ITEM_UNKNOWN', 'PLEDGE_EMPTY'],
    ...['PLEDGES_TOO_MANY', 'OWN_APPLICATION', 'CO_FUNDING_APPROVED'],
  ],
});

@Controller('v1/co-fundings')
export class PledgeFundsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/pledge')
  @Endpoint(route)
  pledge(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const offered = { ...body, conditions: body.conditions ?? [] };
    return this.commands.execute(new PledgeFunds(params.id, offered, command));
  }
}
