import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, instant, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { LONGEST_KEY_DAYS } from '../../domain/api-key.js';
import { label } from '../request-parts.js';
import { IssueApiKey } from './issue-api-key.js';

const route = endpoint({
  permission: 'identity.manage-keys',
  summary: 'Issue an API key',
  body: z.object({
    organisationId: z.uuid(),
    label,
    scopes: z.array(z.string().max(100)).min(1).max(100).describe('Permissions; see docs/permissions.md'),
    expiresAt: instant.describe(`At most ${LONGEST_KEY_DAYS} days ahead`),
  }),
  response: z.object({
    key: z
      .string()
      .nullable()
      .describe('Shown this once. Null for a repeated request: revoke it and issue another'),
  }),
  command: true,
  creates: true,
  refusals: [
    'SCOPE_NOT_ALLOWED',
    'EXPIRY_NOT_ALLOWED',
    'ORGANISATION_NOT_FOUND',
    'ORGANISATION_INACTIVE',
    'API_KEY_ALREADY_ISSUED',
  ],
});

@Controller('v1/api-keys')
export class IssueApiKeyController {
  constructor(private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  issue({ body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new IssueApiKey(body, context.command));
  }
}
