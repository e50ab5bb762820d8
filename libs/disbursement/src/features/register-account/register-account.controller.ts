import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { RegisterAccount } from './register-account.js';

const route = endpoint({
  permission: 'disbursement.hold-accounts',
  summary: 'Register an account of your organisation, or your own',
  description:
    'Bank, number and holder are kept sealed and never stand in the log. An account never changes: register another.',
  body: z.object({
    bank: z
      .string()
      .regex(/^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, 'must be a BIC (ISO 9362)')
      .describe('The bank by its BIC'),
    number: z
      .string()
      .regex(/^\d[\d-]{5,32}\d$/, 'must be digits, with hyphens between them')
      .describe('Account number'),
    holder: z.string().trim().min(1).max(70).describe('Holder as the bank knows it'),
  }),
  command: true,
  creates: true,
  refusals: ['PERSON_NEEDED'],
});

@Controller('v1/payee-accounts')
export class RegisterAccountController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  register({ body }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RegisterAccount(body, command));
  }
}
