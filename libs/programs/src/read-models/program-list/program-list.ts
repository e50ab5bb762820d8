import { Controller, Get, Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { defineReadModel, type Past, readTable } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, type InputOf, pastQuery } from '@doyak/kernel/http';
import { z } from 'zod';
import { id, localized } from '../../domain/format/common.js';
import type { ProgramDefinition } from '../../domain/format/definition.js';
import type { ProgramEvent } from '../../domain/lifecycle/program.events.js';
import { Programs } from '../../programs.js';

interface ProgramLine {
  readonly program_id: string;
  readonly title: { readonly ko: string; readonly en: string };
  readonly version: number;
  readonly digest: string;
  readonly published_at: string;
  /** Versions that take no new rounds. */
  readonly retired: readonly number[];
}

const lines = readTable<ProgramLine>('program_list', {
  key: 'program_id',
  columns: {
    program_id: 'text',
    title: 'jsonb not null',
    version: 'integer not null',
    digest: 'text not null',
    published_at: 'timestamptz not null',
    retired: 'jsonb not null',
  },
  temporal: true,
});

/** The newest published version of each program. */
export const programList = defineReadModel<ProgramEvent>({
  name: 'program-list',
  version: 2,
  tables: [lines],
  on: {
    ProgramPublished: ({ data, occurredAt }) => ({
      table: lines.name,
      key: data.programId,
      change: (before): ProgramLine => ({
        program_id: data.programId,
        title: (data.definition as unknown as ProgramDefinition).program.title,
        version: data.version,
        digest: data.digest,
        published_at: occurredAt,
        retired: (before as ProgramLine | undefined)?.retired ?? [],
      }),
    }),
    ProgramVersionRetired: ({ data }) =>
      lines.change(data.programId, (line) => ({ ...line, retired: [...line.retired, data.version] })),
  },
});

/** Published programs by id, at most 200. */
export class ListPrograms extends Query<ProgramLine[]> {
  constructor(readonly past: Past = {}) {
    super();
  }
}

@QueryHandler(ListPrograms)
export class ListProgramsHandler implements IQueryHandler<ListPrograms> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ past }: ListPrograms): Promise<ProgramLine[]> {
    const values: unknown[] = [];
    const { rows } = await this.database.pool.query<{ line: ProgramLine }>(
      `select row_to_json(p) as line from ${lines.from(past, values)} p order by program_id limit 200`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}

const listRoute = endpoint({
  permission: 'programs.read',
  summary: 'List the published programs',
  query: pastQuery,
  response: z.object({
    items: z.array(
      z.object({
        id: z.string(),
        title: localized,
        version: z.int(),
        digest: z.string(),
        publishedAt: z.string(),
        retired: z.array(z.int()).describe('Versions that take no new rounds'),
      }),
    ),
  }),
});

const definitionRoute = endpoint({
  permission: 'programs.read',
  summary: 'Read a published version of a program',
  params: z.object({ id, version: z.string().regex(/^[1-9]\d{0,5}$/, 'must be a version number') }),
  response: z.object({ id: z.string(), version: z.int(), definition: z.record(z.string(), z.json()) }),
  refusals: ['PROGRAM_NOT_FOUND'],
});

@Controller('v1/programs')
export class ProgramListController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  @Get()
  @Endpoint(listRoute)
  async list({ query }: InputOf<typeof listRoute>): Promise<AnswerOf<typeof listRoute>> {
    const rows = await this.queries.execute(new ListPrograms(query));
    const items = rows.map(({ program_id, published_at, title, version, digest, retired }) => ({
      ...{ id: program_id, title, version, digest, retired: [...retired] },
      publishedAt: published_at,
    }));
    return { items };
  }

  @Get(':id/versions/:version')
  @Endpoint(definitionRoute)
  async read({ params }: InputOf<typeof definitionRoute>): Promise<AnswerOf<typeof definitionRoute>> {
    const version = Number(params.version);
    const definition = await this.programs.definition(params.id, version);
    return { id: params.id, version, definition: definition as unknown as Record<string, never> };
  }
}
