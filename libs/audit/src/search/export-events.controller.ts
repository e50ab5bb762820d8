import { Controller, Get, Inject } from '@nestjs/common';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw, RequestContext } from '@doyak/kernel/http';
import { PersonalData } from '@doyak/kernel/personal-data';
import { z } from 'zod';
import { AuditReadings } from './audit-readings.js';
import { csvLine } from './csv.js';
import { EventSearch } from './event-search.js';
import { asked, EVENT_COLUMNS, filters, viewEvent } from './event-view.js';

/** Events of one export at most: go on with `after`, the last index that came. */
const MOST = 100_000;
const TIME = 10 * 60_000;

const query = filters.extend({
  reason: z.string().trim().min(1).max(500).describe('Why they are taken along; recorded'),
  after: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a log index')
    .transform(Number)
    .optional()
    .describe('Only events after this log index: the last one of the export before'),
});
const about = {
  permission: 'audit.export-events',
  description: `At most ${MOST.toLocaleString('en')} events, in log order; go on with \`after\`. Each export is recorded as an event.`,
  query,
  timeoutMs: TIME,
};

const jsonLines = endpoint({
  ...about,
  summary: 'Export events as JSON Lines',
  response: raw('application/jsonl'),
});
const csv = endpoint({
  ...about,
  summary: 'Export events as CSV, without formulas for spreadsheets',
  response: raw('text/csv; charset=utf-8'),
});

@Controller('v1/audit')
export class ExportEventsController {
  constructor(
    @Inject(EventSearch) private readonly search: EventSearch,
    @Inject(AuditReadings) private readonly readings: AuditReadings,
    @Inject(PersonalData) private readonly personal: PersonalData,
  ) {}

  @Get('events.jsonl')
  @Endpoint(jsonLines)
  async jsonLines(
    { query: { after = -1, reason, ...filter } }: InputOf<typeof jsonLines>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof jsonLines>> {
    await this.readings.record(context, 'jsonl', asked(filter), reason);
    const found = this.search.stream(filter, context.principal?.programs, after, MOST);
    return linesOf(found, async (event) => `${JSON.stringify(await this.personal.show(viewEvent(event)))}\n`);
  }

  @Get('events.csv')
  @Endpoint(csv)
  async csv(
    { query: { after = -1, reason, ...filter } }: InputOf<typeof csv>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof csv>> {
    await this.readings.record(context, 'csv', asked(filter), reason);
    const found = this.search.stream(filter, context.principal?.programs, after, MOST);
    const line = async (event: Parameters<typeof viewEvent>[0]) => {
      const view = await this.personal.show(viewEvent(event));
      return csvLine(EVENT_COLUMNS.map((column) => view[column]));
    };
    return linesOf(found, line, csvLine(EVENT_COLUMNS));
  }
}

async function* linesOf<Item>(
  items: AsyncIterable<Item>,
  line: (item: Item) => Promise<string>,
  head?: string,
): AsyncGenerator<string> {
  if (head !== undefined) yield head;
  for await (const item of items) yield await line(item);
}
