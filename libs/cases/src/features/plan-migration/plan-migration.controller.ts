import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { migrationInput } from './migration-input.js';
import { PlanMigration } from './plan-migration.js';

const route = endpoint({
  permission: 'cases.migrate',
  summary: 'Plan a migration of cases under way to another program version',
  description: 'Nothing moves until another person carries it out; look at the preview first.',
  body: migrationInput,
  command: true,
  creates: true,
  refusals: ['PROGRAM_NOT_FOUND', 'MIGRATION_INVALID'],
});

@Controller('v1/migrations')
export class PlanMigrationController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  plan({ body }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new PlanMigration(body, command));
  }
}
