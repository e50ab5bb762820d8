import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { answerWith, sessionTokens } from '../session-tokens.js';
import { RefreshSession } from './refresh-session.js';

const route = endpoint({
  permission: 'public',
  summary: 'Renew the tokens of a session',
  description:
    'Each refresh token works once. One that comes back ends the session, for somebody else may have it.',
  body: z.object({ refreshToken: z.string().min(1).max(1_000) }),
  response: sessionTokens,
  status: 201,
  refusals: ['SESSION_OVER'],
});

@Controller('v1/sessions')
export class RefreshSessionController {
  constructor(private readonly commands: CommandBus) {}

  @Post('refresh')
  @Endpoint(route)
  async refresh({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { now, correlationId } = context;
    return answerWith(
      await this.commands.execute(new RefreshSession(body.refreshToken, { now, correlationId })),
    );
  }
}
