import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { ROLES } from '../../domain/roles.js';
import { idParams, reason } from '../request-parts.js';
import { GrantRole } from './grant-role.js';

const route = endpoint({
  permission: 'identity.manage-roles',
  summary: 'Grant a role',
  params: idParams,
  body: z.object({ role: z.enum(ROLES), reason }),
  command: true,
  refusals: [
    'SELF_GRANT',
    'ROLE_NOT_FOR_ORGANISATION',
    'ADMINISTRATOR_NEEDS_PASSWORD',
    'GRANT_REVOKED',
    'PERSON_NOT_FOUND',
    'PERSON_INACTIVE',
  ],
});

@Controller('v1/people')
export class GrantRoleController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/grant-role')
  @Endpoint(route)
  grant({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new GrantRole(params.id, body.role, body.reason, context.command));
  }
}
