import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { GATES } from '../../domain/gates.js';
import { VisibleRuns } from '../../read-models/run-page/visible-runs.js';
import { byId, gate, reason, runRefusals } from '../../run-input.js';
import { DirectRun } from './direct-run.js';

const common = { params: byId, command: true } as const;

/** Within the lifetime of the platform: dates are reckoned with. */
const day = z.iso.date().refine((on) => on >= '2000-01-01' && on < '2100-01-01', {
  error: 'must lie between 2000 and 2099',
});

const plan = endpoint({
  ...common,
  permission: 'prototype-runs.submit',
  summary: 'Plan when each gate that is still to come is passed',
  description: 'Dates in Seoul for all of them, in their order. Another plan needs a reason.',
  body: z.object({
    dates: z
      .array(z.object({ gate, on: day }))
      .min(1)
      .max(GATES.length),
    reason: reason.optional(),
  }),
  refusals: [...runRefusals, 'PLAN_UNFIT', 'REASON_NEEDED'],
});
const giveBack = endpoint({
  ...common,
  permission: 'prototype-runs.judge',
  summary: 'Send the evidence of a gate back',
  body: z.object({ gate, reason }),
  refusals: [
    ...[...runRefusals, 'GATE_NOT_IN_RUN', 'GATE_NOT_NEXT', 'GATE_NOT_SUBMITTED', 'PARTNER_ASKED'],
    ...['OWN_APPLICATION', 'DUTIES_NOT_SEPARATE'],
  ],
});
const end = endpoint({
  ...common,
  permission: 'prototype-runs.judge',
  summary: 'End a run that was not accepted',
  body: z.object({ outcome: z.enum(['rejected', 'abandoned']), reason }),
  refusals: [...runRefusals, 'OWN_APPLICATION', 'DUTIES_NOT_SEPARATE'],
});

/** Commands of one run, which differ in little but their names. */
@Controller('v1/prototype-runs')
export class DirectRunController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(VisibleRuns) private readonly runs: VisibleRuns,
  ) {}

  @Post(':id/plan')
  @Endpoint(plan)
  async plan(
    { params, body }: InputOf<typeof plan>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof plan>> {
    await this.runs.worked(params.id, context);
    return this.commands.execute(new DirectRun(params.id, { type: 'PlanRun', ...body }, context.command));
  }

  @Post(':id/return-gate')
  @Endpoint(giveBack)
  giveBack(
    { params, body }: InputOf<typeof giveBack>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof giveBack>> {
    return this.commands.execute(new DirectRun(params.id, { type: 'ReturnGate', ...body }, command));
  }

  @Post(':id/end')
  @Endpoint(end)
  end({ params, body }: InputOf<typeof end>, { command }: RequestContext): Promise<AnswerOf<typeof end>> {
    return this.commands.execute(new DirectRun(params.id, { type: 'EndRun', ...body }, command));
  }
}
