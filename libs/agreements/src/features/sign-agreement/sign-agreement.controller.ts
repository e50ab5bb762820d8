import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { agreementRefusals, byId } from '../../agreement-input.js';
import { SignAgreement } from './sign-agreement.js';

const route = endpoint({
  permission: 'agreements.sign',
  summary: 'Sign the offered document, for a party',
  description: 'The last signature concludes it.',
  params: byId,
  body: z.object({
    sha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex')
      .describe('Of the document that was read'),
  }),
  command: true,
  refusals: [
    ...agreementRefusals,
    ...['NOTHING_OFFERED', 'DOCUMENT_CHANGED', 'NOT_A_PARTY', 'SIGNED_ALREADY', 'DUTIES_NOT_SEPARATE'],
  ],
});

@Controller('v1/agreements')
export class SignAgreementController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/sign')
  @Endpoint(route)
  sign(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new SignAgreement(params.id, body.sha256, command));
  }
}
