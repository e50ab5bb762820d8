import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { password } from '../request-parts.js';
import { answerWith, sessionTokens } from '../session-tokens.js';
import { SignIn } from './sign-in.js';

const route = endpoint({
  permission: 'public',
  summary: 'Sign in',
  body: z.object({ email: z.string().min(1).max(254), password }),
  response: sessionTokens,
  status: 201,
  rateLimit: 'sign-in',
  refusals: ['SIGN_IN_REFUSED'],
});

@Controller('v1/sessions')
export class SignInController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  async signIn({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { now, correlationId } = context;
    return answerWith(
      await this.commands.execute(new SignIn(body.email.trim(), body.password, { now, correlationId })),
    );
  }
}
