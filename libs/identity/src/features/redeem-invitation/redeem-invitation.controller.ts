import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { password } from '../request-parts.js';
import { RedeemInvitation } from './redeem-invitation.js';

const route = endpoint({
  permission: 'public',
  summary: 'Set a password by a one-time token',
  body: z.object({ token: z.string().max(200), password }),
  command: true,
  rateLimit: 'sign-in',
  refusals: [
    'INVITATION_INVALID',
    'PASSWORD_TOO_SHORT',
    'PASSWORD_TOO_LONG',
    'PASSWORD_GUESSABLE',
    'PERSON_INACTIVE',
  ],
});

@Controller('v1/invitations')
export class RedeemInvitationController {
  constructor(private readonly commands: CommandBus) {}

  @Post('redeem')
  @Endpoint(route)
  redeem({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RedeemInvitation(body.token, body.password, context.command));
  }
}
