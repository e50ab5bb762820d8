import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, sha256 } from '../../disbursement-input.js';
import { costs, none, settlementRefusals } from '../../settling/settling-input.js';
import { UseSettlement } from './use-settlement.js';

const route = endpoint({
  permission: 'disbursement.report',
  summary: 'Report how the money of a case was spent',
  description: 'A later report replaces the one before until the settlement is assessed.',
  params: byId,
  body: z.object({
    costs,
    interest: none.default(0).describe('Interest that the money earned, in whole KRW'),
    certificate: sha256.optional().describe("Paper of the case: the accountant's certificate"),
  }),
  command: true,
  refusals: [...settlementRefusals, 'REPORT_UNFIT', 'NOT_BENEFICIARY'],
});

@Controller('v1/settlements')
export class ReportSettlementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/report')
  @Endpoint(route)
  report(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(
      new UseSettlement(params.id, { type: 'ReportSettlement', ...body }, command),
    );
  }
}
