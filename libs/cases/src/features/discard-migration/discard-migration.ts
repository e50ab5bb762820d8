import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { migration } from '../../domain/migration.js';

/** Gives a planned migration up. Refusals: MIGRATION_NOT_FOUND, MIGRATION_STARTED, MIGRATION_DISCARDED. */
export class DiscardMigration extends Command<Appended> {
  constructor(
    readonly migrationId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(DiscardMigration)
export class DiscardMigrationHandler implements ICommandHandler<DiscardMigration> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ migrationId, reason, context }: DiscardMigration): Promise<Appended> {
    const command = { type: 'DiscardMigration', reason } as const;
    return this.store.decide(`migration-${migrationId}`, migration, command, context);
  }
}
