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
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ListMigrations } from './list-migrations.js';
import { migrationView, viewMigration } from './migration-view.js';

const route = endpoint({
  permission: 'cases.read-migrations',
  summary: 'List migrations of cases to other program versions, the newest first',
  query: pageQuery,
  response: pageOf(migrationView),
});

const places = cursors('migrations', z.object({ plannedAt: z.string(), id: z.uuid() }));

@Controller('v1/migrations')
export class ListMigrationsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { limit, cursor } = query;
    const rows = await this.queries.execute(new ListMigrations(places.decode(cursor), limit + 1));
    return page(rows, limit, viewMigration, (row) =>
      places.encode({ plannedAt: row.planned_at, id: row.migration_id }),
    );
  }
}
