import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { idParams } from '../request-parts.js';
import { InvitePerson } from './invite-person.js';

const route = endpoint({
  permission: 'identity.manage-people',
  summary: 'Issue a one-time token to set a password',
  params: idParams,
  response: z.object({
    invitation: z
      .object({ token: z.string(), expiresAt: z.iso.datetime() })
      .nullable()
      .describe('Shown this once. Null for a repeated request: issue another'),
  }),
  command: true,
  refusals: ['PERSON_NOT_FOUND', 'PERSON_INACTIVE'],
});

@Controller('v1/people')
export class InvitePersonController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/invite')
  @Endpoint(route)
  async invite({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { invitation, ...outcome } = await this.commands.execute(
      new InvitePerson(params.id, context.command),
    );
    return {
      ...outcome,
      invitation: invitation && { token: invitation.token, expiresAt: invitation.expiresAt.toISOString() },
    };
  }
}
