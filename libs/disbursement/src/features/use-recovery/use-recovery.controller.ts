import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { endOf } from '@doyak/kernel/calendar';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { krw, reason } from '../../budget-line-input.js';
import { byId, day } from '../../disbursement-input.js';
import { reasonBody, recoveryRefusals } from '../../settling/settling-input.js';
import { UseRecovery } from './use-recovery.js';

const instalments = endpoint({
  permission: 'disbursement.recover',
  summary: 'Grant instalments (분할납부): what is left, by which days',
  params: byId,
  body: z.object({
    instalments: z
      .array(z.strictObject({ amount: krw, dueOn: day.describe('Last day in Seoul') }))
      .min(1)
      .max(60),
    reason,
  }),
  command: true,
  refusals: [...recoveryRefusals, 'INSTALMENTS_UNFIT'],
});

const propose = endpoint({
  permission: 'disbursement.recover',
  summary: 'Propose to write off what is left (결손처분)',
  params: byId,
  body: reasonBody,
  command: true,
  refusals: recoveryRefusals,
});

const approve = endpoint({
  permission: 'disbursement.write-off',
  summary: 'Write off what is left, as another person has proposed',
  params: byId,
  command: true,
  refusals: [...recoveryRefusals, 'FOUR_EYES'],
});

const reject = endpoint({
  permission: 'disbursement.write-off',
  summary: 'Reject a write-off that another person has proposed',
  params: byId,
  body: reasonBody,
  command: true,
  refusals: [...recoveryRefusals, 'FOUR_EYES'],
});

@Controller('v1/recoveries')
export class UseRecoveryController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/instalments')
  @Endpoint(instalments)
  grant(
    { params, body }: InputOf<typeof instalments>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof instalments>> {
    const parts = body.instalments.map(({ amount, dueOn }) => ({
      ...{ amount, dueBefore: endOf(dueOn).toISOString() },
    }));
    const act = { type: 'GrantInstalments', instalments: parts, reason: body.reason } as const;
    return this.commands.execute(new UseRecovery(params.id, act, command));
  }

  @Post(':id/write-off')
  @Endpoint(propose)
  propose(
    { params, body }: InputOf<typeof propose>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof propose>> {
    return this.commands.execute(new UseRecovery(params.id, { type: 'ProposeWriteOff', ...body }, command));
  }

  @Post(':id/write-off/approve')
  @Endpoint(approve)
  approve(
    { params }: InputOf<typeof approve>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof approve>> {
    return this.commands.execute(new UseRecovery(params.id, { type: 'ApproveWriteOff' }, command));
  }

  @Post(':id/write-off/reject')
  @Endpoint(reject)
  reject(
    { params, body }: InputOf<typeof reject>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof reject>> {
    return this.commands.execute(new UseRecovery(params.id, { type: 'RejectWriteOff', ...body }, command));
  }
}
