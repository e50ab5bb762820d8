import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  pastQuery,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ListMigrations } from './list-migrations.js';
import { migrationView, viewMigration } from './migration-view.js';

const route = endpoint({
  permission: 'cases.read-migrations',
  summary: 'List migrations of cases to other program versions, the newest first',
  query: pastQuery.extend(pageQuery.shape),
  response: pageOf(migrationView),
});

const places = cursors('migrations', z.object({ plannedAt: z.string(), id: z.uuid() }));

@Controller('v1/migrations')
export class ListMigrationsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...past } = query;
    const after = places.decode(cursor, past);
    const rows = await this.queries.execute(new ListMigrations(after, limit + 1, undefined, past));
    return page(rows, limit, viewMigration, (row) =>
      places.encode({ plannedAt: row.planned_at, id: row.migration_id }, past),
    );
  }
}
