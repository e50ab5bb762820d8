import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { DiscardMigration } from './discard-migration.js';

const route = endpoint({
  permission: 'cases.migrate',
  summary: 'Give a planned migration up',
  params: z.object({ id: z.uuid() }),
  body: z.object({ reason: z.string().trim().min(1).max(1_000) }),
  command: true,
  refusals: ['MIGRATION_NOT_FOUND', 'MIGRATION_STARTED', 'MIGRATION_DISCARDED'],
});

@Controller('v1/migrations')
export class DiscardMigrationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/discard')
  @Endpoint(route)
  discard(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new DiscardMigration(params.id, body.reason, command));
  }
}
