import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { ExecuteMigration } from './execute-migration.js';

const route = endpoint({
  permission: 'cases.migrate',
  summary: 'Carry out a migration that another person planned',
  description:
    'Answers at once; the migration tells how far it is. Give it again for cases that were blocked.',
  params: z.object({ id: z.uuid() }),
  command: true,
  refusals: [
    ...['MIGRATION_NOT_FOUND', 'MIGRATION_RUNNING', 'MIGRATION_DISCARDED'],
    'PLANNER_MAY_NOT_EXECUTE',
  ],
});

@Controller('v1/migrations')
export class ExecuteMigrationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/execute')
  @Endpoint(route)
  start({ params }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new ExecuteMigration(params.id, command));
  }
}
