import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { type CaseMove, CaseMoves } from '../../case-moves.js';
import { migration } from '../../domain/migration.js';
import { planOf } from '../../features/plan-of.js';

export interface PreviewLine {
  readonly caseId: string;
  readonly number: string;
  readonly move: CaseMove;
}

/**
 * What a migration would do now, case by case in the order of their ids: the same that the execution asks. Cases that it has moved are among
 * them. Refusal: MIGRATION_NOT_FOUND.
 */
export class PreviewMigration extends Query<PreviewLine[]> {
  constructor(
    readonly migrationId: string,
    readonly after: string | undefined,
    readonly limit: number,
    readonly now: Date,
  ) {
    super();
  }
}

@QueryHandler(PreviewMigration)
export class PreviewMigrationHandler implements IQueryHandler<PreviewMigration> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Database) private readonly database: Database,
    @Inject(CaseMoves) private readonly moves: CaseMoves,
  ) {}

  async execute({ migrationId, after, limit, now }: PreviewMigration): Promise<PreviewLine[]> {
    const { state } = await this.store.load(`migration-${migrationId}`, migration);
    if (state.status === 'none')
      throw new Refusal('not-found', 'MIGRATION_NOT_FOUND', 'There is no such migration');
    const { rows } = await this.database.pool.query<{ id: string }>(
      `select case_id as id from read.case_list
       where program_id = $1 and program_version in ($2, $3) and ($4::uuid is null or case_id > $4)
       order by case_id limit $5`,
      [state.programId, state.fromVersion, state.toVersion, after ?? null, limit],
    );
    const lines: PreviewLine[] = [];
    for (const { id } of rows) {
      const one = await planOf(this.store, id);
      lines.push({ caseId: id, number: one.number, move: await this.moves.of(one, state, now) });
    }
    return lines;
  }
}
