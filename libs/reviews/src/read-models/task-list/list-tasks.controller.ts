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
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ConflictChecks } from '../../conflict-checks.js';
import { taskRoles } from '../../task-roles.js';
import { StandInsOf } from '../substitute-list/stand-ins-of.js';
import { ListTasks } from './list-tasks.js';
import type { TaskLine } from './task-list.js';

const status = z.enum(['open', 'paused', 'ended', 'stopped']);

const line = z
  .object({
    id: z.uuid(),
    reviewId: z.uuid(),
    caseId: z.uuid(),
    stage: z.string(),
    step: z.string(),
    role: z.enum(['operator', 'reviewer']),
    assignment: z.enum(['pull', 'push', 'balanced']),
    status,
    assignee: z.uuid().nullable(),
    spoken: z.array(z.uuid()).describe('Persons who have given an opinion'),
    eyes: z.int().describe('Persons who must come to the same outcome'),
    dueBefore: z.string().nullable().describe('First instant that is too late'),
    escalatedTo: z.string().nullable(),
    outcome: z.string().nullable(),
    openedAt: z.string(),
    version: z.int(),
  })
  .meta({ id: 'ReviewTaskLine' });

const filters = z.object({
  whose: z
    .enum(['mine', 'free', 'all'])
    .default('all')
    .describe('mine: yours, and those of whom you stand in for. free: those that nobody has'),
  caseId: z.uuid().optional(),
  status: status.default('open'),
});

const route = endpoint({
  permission: 'reviews.do-tasks',
  summary: 'List the tasks of your roles, oldest first',
  description:
    'Tasks of cases from which a conflict of interest keeps you are left out, so that a page can be short.',
  query: filters.extend(pageQuery.shape),
  response: pageOf(line),
});

const places = cursors('review-tasks', z.object({ openedAt: z.string(), id: z.uuid() }));

@Controller('v1/review-tasks')
export class ListTasksController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  @Get()
  @Endpoint(route)
  async list({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const { actor, now } = context;
    const assignees =
      filter.whose === 'mine'
        ? [actor.id, ...(await this.queries.execute(new StandInsOf(actor.id, now)))]
        : undefined;
    const { caseId, status: wanted } = filter;
    const rows = await this.queries.execute(
      new ListTasks(
        {
          ...{ roles: taskRoles(context), assignees, caseId, status: wanted },
          free: filter.whose === 'free',
          notOf: actor.organisationId,
        },
        places.decode(cursor, filter),
        limit + 1,
      ),
    );
    const found = page(
      rows,
      limit,
      (row) => row,
      (row) => places.encode({ openedAt: row.opened_at, id: row.id }, filter),
    );
    const seen = await Promise.all(found.items.map((row) => this.mayBeSeen(row, actor.id)));
    return { ...found, items: found.items.filter((_, at) => seen[at]).map(view) };
  }

  private async mayBeSeen(row: TaskLine, personId: string): Promise<boolean> {
    const applicant = {
      personId: row.applicant_person_id,
      organisationId: row.applicant_organisation_id ?? undefined,
    };
    const ask = { personId, caseId: row.case_id, applicationId: row.application_id, applicant };
    return (await this.conflicts.groundOf(ask)) === undefined;
  }
}

function view(row: TaskLine): z.input<typeof line> {
  return {
    id: row.id,
    reviewId: row.review_id,
    caseId: row.case_id,
    stage: row.stage,
    step: row.step,
    role: row.role,
    assignment: row.assignment,
    status: row.status,
    assignee: row.assignee,
    spoken: [...row.spoken],
    eyes: row.eyes,
    dueBefore: row.due_before,
    escalatedTo: row.escalated_to,
    outcome: row.outcome,
    openedAt: row.opened_at,
    version: row.version,
  };
}
