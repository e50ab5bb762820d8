import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  flag,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  pastQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { decimal } from '../../domain/scoring.js';
import type { EvaluationLine, SeatLine } from './evaluation-list.js';
import { ListEvaluations } from './list-evaluations.js';

const status = z.enum(['appointing', 'scoring', 'closed', 'stopped']);

const line = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    applicationId: z.uuid(),
    programId: z.string(),
    roundId: z.uuid(),
    track: z.string(),
    stage: z.string(),
    kind: z.string(),
    run: z.int(),
    status,
    panel: z.int().describe('Members the committee asks for'),
    quorum: z.int(),
    sitting: z.int().describe('Members whose seats count'),
    pledged: z.int(),
    ballots: z.int().describe('Of members whose seats count'),
    openChallenges: z.int(),
    own: z
      .object({ pledged: z.boolean(), given: z.boolean(), out: z.string().nullable() })
      .nullable()
      .describe('The own seat; null without one'),
    outcome: z.string().nullable(),
    total: z.string().nullable().describe('Two decimals; null before closing'),
    changedFrom: z
      .string()
      .nullable()
      .describe('What the case was told, where a reviewer who fell out changed the outcome'),
    openedAt: z.string(),
    closedAt: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'EvaluationLine' });

const name = z.string().min(1).max(63);
const filters = z.object({
  programId: name.optional(),
  roundId: z.uuid().optional(),
  track: name.optional(),
  stage: name.optional(),
  caseId: z.uuid().optional(),
  status: status.optional(),
  mine: flag.optional().describe('Only those on whose panel the caller has or had a seat'),
});

const route = endpoint({
  permission: 'evaluations.read',
  summary: 'List evaluations, newest first',
  description:
    'Reviewers see those on whose panel they have or had a seat, applicants those of their own applications, officers all.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('evaluations', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/evaluations')
export class ListEvaluationsController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...asked } = query;
    const { mine, ...filter } = asked;
    const { id } = context.actor;
    const all = context.permits('evaluations.read-all');
    const onPanels = panelsOnly(context, all, mine);
    const after = places.decode(cursor, asked);
    const rows = await this.queries.execute(
      new ListEvaluations(
        { ...filter, ...(onPanels && { reviewer: id }) },
        all || onPanels ? undefined : context.actor,
        after,
        limit + 1,
      ),
    );
    return page(
      rows,
      limit,
      (row) => view(row, id),
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, asked),
    );
  }
}

/** Who is no applicant and no officer has nothing but panels; who is both reviewer and applicant chooses. */
function panelsOnly(context: RequestContext, all: boolean, mine: boolean | undefined): boolean {
  if (!all && !context.permits('evaluations.challenge')) return true;
  return mine ?? (!all && context.permits('evaluations.review'));
}

function view(row: EvaluationLine, reader: string): z.input<typeof line> {
  const seats = Object.values(row.seats).filter(({ out }) => out === undefined);
  return {
    id: row.id,
    caseId: row.case_id,
    applicationId: row.application_id,
    programId: row.program_id,
    roundId: row.round_id,
    track: row.track,
    stage: row.stage,
    kind: row.kind,
    run: row.run,
    status: row.status,
    panel: row.panel,
    quorum: row.quorum,
    sitting: seats.length,
    pledged: seats.filter(({ pledged }) => pledged).length,
    ballots: seats.filter(({ given }) => given).length,
    openChallenges: row.open_challenges,
    own: ownSeat(row.seats[reader]),
    outcome: row.outcome,
    total: row.total === null ? null : decimal(row.total),
    changedFrom: row.told,
    openedAt: row.opened_at,
    closedAt: row.closed_at,
    version: row.version,
  };
}

const ownSeat = (seat: SeatLine | undefined) =>
  seat ? { pledged: seat.pledged, given: seat.given, out: seat.out ?? null } : null;
