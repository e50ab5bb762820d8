import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { migration } from '../../domain/migration.js';
import { ListMigrations } from '../migration-list/list-migrations.js';
import { migrationView, viewMigration } from '../migration-list/migration-view.js';
import { PreviewMigration } from './preview-migration.js';
import { previewLine, viewLine } from './preview-view.js';

const params = z.object({ id: z.uuid() });
const names = z.record(z.string(), z.string());

const pageRoute = endpoint({
  permission: 'cases.read-migrations',
  summary: 'Read a migration: its plan, how far it is, and what it could not move',
  params,
  response: migrationView.extend({
    tracks: names,
    stages: z.record(z.string(), z.record(z.string(), z.string().nullable())),
    anew: z.record(z.string(), z.array(z.string())),
    values: z.record(z.string(), z.record(z.string(), z.json())),
    stay: z.array(z.uuid()),
    blocked: z
      .array(z.object({ caseId: z.uuid(), codes: z.array(z.string()) }))
      .describe('Of the last run; carry it out again once they are free'),
  }),
  refusals: ['MIGRATION_NOT_FOUND'],
});

const previewRoute = endpoint({
  permission: 'cases.read-migrations',
  summary: 'Preview a migration case by case: moves, stays, or blocked and why',
  params,
  query: pageQuery,
  response: pageOf(previewLine),
  refusals: ['MIGRATION_NOT_FOUND'],
});

const places = cursors('migration-preview', z.uuid());

@Controller('v1/migrations')
export class GetMigrationController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  @Get(':id')
  @Endpoint(pageRoute)
  async get({ params: { id } }: InputOf<typeof pageRoute>): Promise<AnswerOf<typeof pageRoute>> {
    const [row] = await this.queries.execute(new ListMigrations(undefined, 1, id));
    const { state } = await this.store.load(`migration-${id}`, migration);
    if (!row || state.status === 'none')
      throw new Refusal('not-found', 'MIGRATION_NOT_FOUND', 'There is no such migration');
    const { tracks, stages, anew, values, stay } = state;
    const blocked = state.blocked.map(({ caseId, codes }) => ({ caseId, codes: [...codes] }));
    const told = { ...viewMigration(row), tracks, stages, anew, values, stay, blocked };
    return reply(told, { version: row.version });
  }

  @Get(':id/preview')
  @Endpoint(previewRoute)
  async preview(
    { params: { id }, query: { limit, cursor } }: InputOf<typeof previewRoute>,
    { now }: RequestContext,
  ): Promise<AnswerOf<typeof previewRoute>> {
    const after = places.decode(cursor, { id });
    const lines = await this.queries.execute(new PreviewMigration(id, after, limit + 1, now));
    return page(lines, limit, viewLine, ({ caseId }) => places.encode(caseId, { id }));
  }
}
