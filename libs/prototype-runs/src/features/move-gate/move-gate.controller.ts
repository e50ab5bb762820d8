import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { CHECKS, evidence } from '../../domain/gates.js';
import { VisibleRuns } from '../../read-models/run-page/visible-runs.js';
import { byId, gate, reason, runRefusals } from '../../run-input.js';
import { MoveGate } from './move-gate.js';

const common = { params: byId, command: true } as const;
const refusals = [
  ...[...runRefusals, 'GATE_NOT_IN_RUN', 'GATE_NOT_NEXT', 'FUNDING_GAP', 'FUNDING_NOT_APPROVED'],
  'CONDITION_UNMET',
] as const;
const judging = ['OWN_APPLICATION', 'DUTIES_NOT_SEPARATE', 'SECOND_PERSON_NEEDED'] as const;

const submit = endpoint({
  ...common,
  permission: 'prototype-runs.submit',
  summary: 'Send the evidence of the next gate',
  description:
    'Hashes and metadata only, never the design itself. Sending it again before it is judged replaces it. Where a foundry, a package house or ' +
    'the buyer judges the gate, it is asked.',
  body: z.object({ evidence }),
  refusals: [...refusals, 'PLAN_MISSING', 'EVIDENCE_UNFIT', 'RUN_PARTNER_MISSING', 'PARTNER_ASKED'],
});
const pass = endpoint({
  ...common,
  permission: 'prototype-runs.judge',
  summary: 'Pass the gate whose evidence was sent',
  body: z.object({ gate }),
  refusals: [...refusals, ...judging, 'GATE_NOT_SUBMITTED', 'GATE_UNFIT', 'PARTNER_ASKED'],
});
const waive = endpoint({
  ...common,
  permission: 'prototype-runs.judge',
  summary: 'Sign a waiver: of violations found at the sign-off, or of the next gate as a whole',
  body: z.object({
    gate,
    violations: z
      .object({ check: z.enum(CHECKS), upTo: z.int().min(1).max(1_000_000_000) })
      .optional()
      .describe('Absent: the gate is passed over'),
    reason,
  }),
  refusals: [...refusals, ...judging, 'GATE_NOT_WAIVABLE'],
});

@Controller('v1/prototype-runs')
export class MoveGateController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(VisibleRuns) private readonly runs: VisibleRuns,
  ) {}

  @Post(':id/submit-gate')
  @Endpoint(submit)
  async submit(
    { params, body }: InputOf<typeof submit>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof submit>> {
    await this.runs.worked(params.id, context);
    return this.commands.execute(new MoveGate(params.id, { type: 'SubmitGate', ...body }, context.command));
  }

  @Post(':id/pass-gate')
  @Endpoint(pass)
  pass({ params, body }: InputOf<typeof pass>, { command }: RequestContext): Promise<AnswerOf<typeof pass>> {
    return this.commands.execute(new MoveGate(params.id, { type: 'PassGate', ...body }, command));
  }

  @Post(':id/waive')
  @Endpoint(waive)
  waive(
    { params, body }: InputOf<typeof waive>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof waive>> {
    return this.commands.execute(new MoveGate(params.id, { type: 'SignWaiver', ...body }, command));
  }
}
