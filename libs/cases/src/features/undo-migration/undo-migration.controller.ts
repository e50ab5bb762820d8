import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { UndoMigration } from './undo-migration.js';

const route = endpoint({
  permission: 'cases.migrate',
  summary: 'Plan the way back of a migration that was carried out',
  description: 'Answers with the new migration; another person carries it out, as any.',
  params: z.object({ id: z.uuid() }),
  body: z.object({ reason: z.string().trim().min(1).max(1_000) }),
  command: true,
  creates: true,
  refusals: ['MIGRATION_NOT_FOUND', 'MIGRATION_NOT_CARRIED_OUT'],
});

@Controller('v1/migrations')
export class UndoMigrationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/undo')
  @Endpoint(route)
  undo(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new UndoMigration(params.id, body.reason, command));
  }
}
