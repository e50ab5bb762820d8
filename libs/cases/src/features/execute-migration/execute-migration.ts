import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { migration } from '../../domain/migration.js';

/**
 * Starts a run of a planned migration; the workers move the cases. May be given again for cases that were blocked. Refusals:
 * MIGRATION_NOT_FOUND, MIGRATION_RUNNING, MIGRATION_DISCARDED, PLANNER_MAY_NOT_EXECUTE.
 */
export class ExecuteMigration extends Command<Appended> {
  constructor(
    readonly migrationId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ExecuteMigration)
export class ExecuteMigrationHandler implements ICommandHandler<ExecuteMigration> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ migrationId, context }: ExecuteMigration): Promise<Appended> {
    return this.store.decide(`migration-${migrationId}`, migration, { type: 'StartMigration' }, context);
  }
}
