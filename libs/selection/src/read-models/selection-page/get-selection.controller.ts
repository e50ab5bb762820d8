import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, pastQuery, reply } from '@doyak/kernel/http';
import { z } from 'zod';
import type { KnownSelection } from '../../domain/selection.state.js';
import { GetSelection } from './selection-page.js';

const placed = z.object({
  caseId: z.uuid(),
  rank: z.int(),
  total: z.int().describe('Weighted total in hundredths of a point'),
  place: z.enum(['selected', 'reserve', 'rejected']),
  reserve: z.int().optional(),
  quota: z.string().optional(),
  tied: z.boolean().describe('Shares its rank, and an operator has to give an order'),
});

const view = z
  .object({
    id: z.uuid(),
    roundId: z.uuid(),
    programId: z.string(),
    programVersion: z.int(),
    track: z.string(),
    stage: z.string(),
    slots: z.int(),
    reserves: z.int(),
    weights: z.array(z.object({ stage: z.string(), weight: z.int() })),
    quotas: z.array(z.object({ id: z.string(), slots: z.int() })),
    status: z.enum(['open', 'ranked', 'published']),
    ranking: z
      .object({ by: z.uuid(), places: z.array(placed) })
      .nullable()
      .describe('Waits for its publication by another person'),
    candidates: z.array(
      z.object({
        caseId: z.uuid(),
        applicationId: z.uuid(),
        standing: z.enum(['unplaced', 'selected', 'reserve', 'rejected', 'lapsed', 'left']),
        reserve: z.int().nullable(),
        published: placed.nullable().describe('As it was published'),
        totals: z.array(
          z.object({
            stage: z.string(),
            total: z.int(),
            criteria: z.array(z.object({ id: z.string(), weight: z.int(), mean: z.int() })),
          }),
        ),
      }),
    ),
    version: z.int(),
  })
  .meta({ id: 'Selection' });

const route = endpoint({
  permission: 'selection.read',
  summary: 'Read a selection with its ranking, as it is or as it was',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: view,
  refusals: ['SELECTION_NOT_FOUND'],
});

@Controller('v1/selections')
export class GetSelectionController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get(':id')
  @Endpoint(route)
  async get({ params, query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetSelection(params.id, query));
    if (!found) throw new Refusal('not-found', 'SELECTION_NOT_FOUND', 'There is no such selection');
    return reply(viewOf(found.state, found.version), { version: found.version });
  }
}

function viewOf(state: KnownSelection, version: number): z.input<typeof view> {
  const { selectionId, roundId, programId, programVersion, track, stage, slots, reserves, status } = state;
  return {
    id: selectionId,
    ...{ roundId, programId, programVersion, track, stage, slots, reserves, status, version },
    ...{ weights: state.weights, quotas: state.quotas },
    ranking: state.ranking ? { by: state.ranking.by, places: [...state.ranking.places] } : null,
    candidates: Object.values(state.candidates).map((one) => ({
      ...{ caseId: one.caseId, applicationId: one.applicationId, standing: one.standing },
      ...{ reserve: one.reserve ?? null, published: one.published ?? null },
      totals: Object.values(state.totals[one.caseId] ?? {}),
    })),
  };
}
