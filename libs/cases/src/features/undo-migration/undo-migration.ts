import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { migration } from '../../domain/migration.js';

/**
 * Plans the way back of a migration: every case that it moved, and that no other has moved since, goes to its former version, with the names
 * and facts it had. Another person carries it out, as any. The command's id is the new migration's. Refusals: MIGRATION_NOT_FOUND,
 * MIGRATION_NOT_CARRIED_OUT.
 */
export class UndoMigration extends Command<Appended> {
  constructor(
    readonly migrationId: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(UndoMigration)
export class UndoMigrationHandler implements ICommandHandler<UndoMigration> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ migrationId, reason, context }: UndoMigration): Promise<Appended> {
    const { state } = await this.store.load(`migration-${migrationId}`, migration);
    if (state.status === 'none')
      throw new Refusal('not-found', 'MIGRATION_NOT_FOUND', 'There is no such migration');
    if (state.status !== 'finished')
      throw new Refusal('conflict', 'MIGRATION_NOT_CARRIED_OUT', `The migration is ${state.status}`);
    const { programId, fromVersion, toVersion } = state;
    const id = context.commandId;
    const back = { programId, fromVersion: toVersion, toVersion: fromVersion };
    const empty = { tracks: {}, stages: {}, anew: {}, values: {}, stay: [] };
    const command = {
      type: 'PlanMigration' as const,
      ...{ migrationId: id, ...back, ...empty, reason, undoes: migrationId },
    };
    return this.store.decide(`migration-${id}`, migration, command, {
      ...context,
      expectedVersion: undefined,
    });
  }
}
