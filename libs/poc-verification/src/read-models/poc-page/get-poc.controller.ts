import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
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
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { Evidence } from '../../benchmark/evidence.js';
import type { KnownPoc } from '../../domain/poc.state.js';
import { itemRecordSchema } from '../../domain/item-record.js';
import { GetPoc, visiblePoc } from './poc-page.js';
import { pocView, viewOf } from './poc-view.js';

const route = endpoint({
  permission: 'poc-verification.read',
  summary: 'Read a verification, as it is or as it was',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: pocView,
  refusals: ['POC_NOT_FOUND'],
});

const itemsRoute = endpoint({
  permission: 'poc-verification.read',
  summary: 'Read what an attempt asked, item by item: prompt, answer, score, times',
  params: z.object({ id: z.uuid(), attempt: z.coerce.number().int().min(1).max(10) }),
  query: z.object({ ...pageQuery.shape }),
  response: pageOf(z.object({ sha256: z.string(), record: itemRecordSchema }).meta({ id: 'PocItem' })),
  refusals: ['POC_NOT_FOUND', 'ATTEMPT_NOT_FOUND'],
});

const places = cursors('poc-items', z.object({ place: z.int() }));

@Controller('v1/poc-verifications')
export class GetPocController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Evidence) private readonly evidence: Evidence,
  ) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetPoc(params.id, query));
    const { state, version } = visiblePoc(found, context);
    return reply({ ...viewOf(state), version }, { version });
  }

  @Get(':id/attempts/:attempt/items')
  @Endpoint(itemsRoute)
  async items(
    { params, query }: InputOf<typeof itemsRoute>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof itemsRoute>> {
    const { state } = visiblePoc(await this.queries.execute(new GetPoc(params.id)), context);
    const { stepId } = measuredOf(state, params.attempt);
    const filter = { id: params.id, attempt: params.attempt };
    const after = places.decode(query.cursor, filter);
    const rows = await this.evidence.page(stepId, (after?.place ?? -1) + 1, query.limit + 1);
    return page(
      rows,
      query.limit,
      ({ sha256, record }) => ({ sha256, record: itemRecordSchema.parse(JSON.parse(record)) }),
      ({ place }) => places.encode({ place }, filter),
    );
  }
}

/** Refusal: ATTEMPT_NOT_FOUND. */
export function measuredOf({ attempts }: KnownPoc, wanted: number) {
  const measured = attempts.find(({ attempt }) => attempt === wanted)?.measured;
  if (!measured)
    throw new Refusal(
      'not-found',
      'ATTEMPT_NOT_FOUND',
      'There is no such attempt, or it has measured nothing yet',
    );
  return measured;
}
