import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { migrationRows, type MigrationRow } from './migration-list.js';

/** Migrations, the newest first; `after` is the one to go on from, `only` reads one. */
export class ListMigrations extends Query<MigrationRow[]> {
  constructor(
    readonly after: { readonly plannedAt: string; readonly id: string } | undefined,
    readonly limit: number,
    readonly only?: string,
    readonly past: Past = {},
  ) {
    super();
  }
}

@QueryHandler(ListMigrations)
export class ListMigrationsHandler implements IQueryHandler<ListMigrations> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ after, limit, only, past }: ListMigrations): Promise<MigrationRow[]> {
    const values: unknown[] = [after?.plannedAt ?? null, after?.id ?? null, only ?? null, limit];
    const { rows } = await this.database.pool.query<{ line: MigrationRow }>(
      `select row_to_json(m) as line from (
         select * from ${migrationRows.from(past, values)} as migrations
         where ($1::timestamptz is null or (planned_at, migration_id) < ($1, $2::uuid))
           and ($3::uuid is null or migration_id = $3)
         order by planned_at desc, migration_id desc limit $4) m`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
