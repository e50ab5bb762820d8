import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byLine } from '../../budget-line-input.js';
import { CommitFunds } from './commit-funds.js';

const route = endpoint({
  permission: 'disbursement.commit',
  summary: 'Commit funds to an agreement in force',
  description: 'Happens by itself when an agreement is concluded; this is for one that found no funds then.',
  params: byLine,
  body: z.object({ agreementId: z.uuid() }),
  command: true,
  refusals: [
    ...['AGREEMENT_NOT_FOUND', 'AGREEMENT_NOT_IN_FORCE', 'AGREEMENT_OF_ANOTHER_LINE', 'FUNDS_INSUFFICIENT'],
  ],
});

@Controller('v1/budget-lines')
export class CommitFundsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':program/:line/commitments')
  @Endpoint(route)
  async commit(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const from = { programId: params.program, line: params.line };
    const options = { noteLack: false, from };
    const appended = await this.commands.execute(new CommitFunds(body.agreementId, options, command));
    if (!appended) throw new Refusal('rule', 'AGREEMENT_OF_ANOTHER_LINE', 'No money is agreed');
    return appended;
  }
}
