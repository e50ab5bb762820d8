import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { ROLES } from '../../domain/roles.js';
import { idParams, reason } from '../request-parts.js';
import { RevokeRole } from './revoke-role.js';

const route = endpoint({
  permission: 'identity.manage-roles',
  summary: 'Revoke a role',
  params: idParams,
  body: z.object({ role: z.enum(ROLES), reason }),
  command: true,
  refusals: ['ROLE_NOT_HELD', 'LAST_ADMINISTRATOR', 'PERSON_NOT_FOUND', 'PERSON_INACTIVE'],
});

@Controller('v1/people')
export class RevokeRoleController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/revoke-role')
  @Endpoint(route)
  revoke({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RevokeRole(params.id, body.role, body.reason, context.command));
  }
}
