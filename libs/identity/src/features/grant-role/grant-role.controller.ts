import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, instant, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { ROLES } from '../../domain/roles.js';
import { idParams, reason } from '../request-parts.js';
import { GrantRole } from './grant-role.js';

const limits = z
  .object({
    programs: z
      .array(z.string().min(1).max(63))
      .min(1)
      .max(200)
      .optional()
      .describe('Programs that may be read'),
    from: instant.optional().describe('The grant holds from this instant'),
    until: instant.optional().describe('First instant at which it no longer holds'),
  })
  .describe('Of an auditor');

const route = endpoint({
  permission: 'identity.manage-roles',
  summary: 'Grant a role',
  params: idParams,
  body: z.object({ role: z.enum(ROLES), reason, limits: limits.optional() }),
  command: true,
  refusals: [
    'SELF_GRANT',
    'LIMITS_ONLY_FOR_AUDITORS',
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
    const given = body.limits && {
      ...(body.limits.programs ? { programs: body.limits.programs } : {}),
      ...(body.limits.from ? { from: body.limits.from.toISOString() } : {}),
      ...(body.limits.until ? { until: body.limits.until.toISOString() } : {}),
    };
    return this.commands.execute(new GrantRole(params.id, body.role, body.reason, context.command, given));
  }
}
