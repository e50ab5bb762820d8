import { Controller, Get, Inject } from '@nestjs/common';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { AuditReadings } from './audit-readings.js';
import { EventSearch } from './event-search.js';
import { asked, eventView, filters, viewEvent } from './event-view.js';

const route = endpoint({
  permission: 'audit.search-events',
  summary: 'Search the log by type, case, program, actor and time',
  description:
    'In log order. Each reading is recorded as an event. An auditor who is limited to some programs sees events of these programs and of their cases.',
  query: filters.extend(pageQuery.shape),
  response: pageOf(eventView),
});

const places = cursors('audit-events', z.object({ index: z.int() }));

@Controller('v1/audit/events')
export class ListEventsController {
  constructor(
    @Inject(EventSearch) private readonly search: EventSearch,
    @Inject(AuditReadings) private readonly readings: AuditReadings,
  ) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, reason, ...filter } = query;
    const after = places.decode(cursor, filter)?.index ?? -1;
    await this.readings.record(context, 'page', asked(filter), reason);
    const events = await this.search.find(filter, context.principal?.programs, after, limit + 1);
    return page(events, limit, viewEvent, ({ index }) => places.encode({ index }, filter));
  }
}
