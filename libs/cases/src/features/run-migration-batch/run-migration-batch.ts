import { Inject } from '@nestjs/common';
import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { type Appended, type DecideOptions, EventStore, Followers } from '@doyak/kernel/event-store';
import { v5 as uuidv5 } from 'uuid';
import type { BlockedCase } from '../../domain/migration.events.js';
import { type KnownMigration, migration } from '../../domain/migration.js';
import { MigrateCase } from '../migrate-case/migrate-case.js';

/** Cases of one batch: small enough that a crash repeats little. */
const MIGRATION_BATCH = 25;
/** Ms for the list of cases to catch up with the start; what it misses is left for another run. */
const CATCH_UP = 5_000;
const MOVES = 'a5b6c0de-3c5c-5b8e-8a51-6a1d0b7e5f20';

/**
 * Moves the next cases of a migration's run and records how far it is. Each case is moved by a command whose id follows from migration, case
 * and run: a batch that is repeated after a crash does nothing twice. Refusal: MIGRATION_NOT_FOUND.
 */
export class RunMigrationBatch extends Command<Appended> {
  constructor(
    readonly migrationId: string,
    readonly run: number,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RunMigrationBatch)
export class RunMigrationBatchHandler implements ICommandHandler<RunMigrationBatch> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Database) private readonly database: Database,
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(Followers) private readonly followers: Followers,
  ) {}

  async execute({ migrationId, run, context }: RunMigrationBatch): Promise<Appended> {
    const stream = `migration-${migrationId}`;
    const { state } = await this.store.load(stream, migration);
    const blocked: BlockedCase[] = [];
    let ids: string[] = [];
    if (state.status === 'running' && state.run === run) {
      if (state.upTo === undefined && context.causationId)
        await this.followers.waitUntilFollowed(context.causationId, CATCH_UP);
      ids = await this.next(state);
      for (const caseId of ids) {
        const commandId = uuidv5(`${migrationId}:${caseId}:${run}`, MOVES);
        const codes = await this.bus.execute(new MigrateCase(caseId, state, { ...context, commandId }));
        if (codes.length > 0) blocked.push({ caseId, codes: [...codes] });
      }
    }
    const upTo = ids.at(-1);
    const last = ids.length < MIGRATION_BATCH;
    const record = { type: 'RecordMigrationBatch', run, upTo, blocked, last } as const;
    return this.store.decide(stream, migration, record, context);
  }

  private async next({ programId, fromVersion, upTo }: KnownMigration): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ id: string }>(
      `select case_id as id from read.case_list
       where program_id = $1 and program_version = $2 and status <> 'closed' and ($3::uuid is null or case_id > $3)
       order by case_id limit $4`,
      [programId, fromVersion, upTo ?? null, MIGRATION_BATCH],
    );
    return rows.map(({ id }) => id);
  }
}
