import { Controller, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from '@doyak/kernel/http';
import { idParams, reason } from '../request-parts.js';
import { RevokeApiKey } from './revoke-api-key.js';

const route = endpoint({
  permission: 'identity.manage-keys',
  summary: 'Revoke an API key',
  params: idParams,
  body: z.object({ reason }),
  command: true,
  refusals: ['API_KEY_NOT_FOUND'],
});

@Controller('v1/api-keys')
export class RevokeApiKeyController {
  constructor(private readonly commands: CommandBus) {}

  @Post(':id/revoke')
  @Endpoint(route)
  revoke({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RevokeApiKey(params.id, body.reason, context.command));
  }
}
