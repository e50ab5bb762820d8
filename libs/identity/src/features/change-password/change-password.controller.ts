import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { sessionOf } from '../../security/identity-authenticator.js';
import { password } from '../request-parts.js';
import { ChangePassword } from './change-password.js';

const route = endpoint({
  permission: 'authenticated',
  summary: 'Change the own password',
  description: 'Every other session of the person ends.',
  body: z.object({ present: password, password }),
  command: true,
  rateLimit: 'sign-in',
  refusals: [
    'PASSWORD_WRONG',
    'PASSWORD_TOO_SHORT',
    'PASSWORD_TOO_LONG',
    'PASSWORD_GUESSABLE',
    'CREDENTIAL_CHANGED',
  ],
});

@Controller('v1/me')
export class ChangePasswordController {
  constructor(private readonly commands: CommandBus) {}

  @Post('password')
  @Endpoint(route)
  change({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const passwords = { present: body.present, wanted: body.password };
    const { fingerprint: _left, ...by } = context.command;
    return this.commands.execute(new ChangePassword(sessionOf(context), passwords, by));
  }
}
