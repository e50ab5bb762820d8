import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { TaskLine } from './task-list.js';

export interface TaskFilter {
  readonly roles: readonly string[];
  /** Tasks of these persons only. */
  readonly assignees?: readonly string[];
  /** Only those that nobody has. */
  readonly free?: boolean;
  readonly caseId?: string;
  readonly status?: TaskLine['status'];
  /** Applications of this organisation are left out: nobody sees tasks of their own. */
  readonly notOf?: string;
}

/** Oldest first; `after` is the line to go on from. */
export class ListTasks extends Query<TaskLine[]> {
  constructor(
    readonly filter: TaskFilter,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListTasks)
export class ListTasksHandler implements IQueryHandler<ListTasks> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: ListTasks): Promise<TaskLine[]> {
    const { roles, assignees, free, caseId, status, notOf } = filter;
    const { rows } = await this.database.pool.query<{ line: TaskLine }>(
      `select row_to_json(t) as line from (
         select * from read.review_tasks
         where role = any($1) and ($2::uuid[] is null or assignee = any($2)) and (not $3::boolean or assignee is null)
           and ($4::uuid is null or case_id = $4) and ($5::text is null or status = $5)
           and ($6::uuid is null or applicant_organisation_id is distinct from $6)
           and ($7::timestamptz is null or (opened_at, id) > ($7, $8::uuid))
         order by opened_at, id limit $9) t`,
      [roles, assignees, free ?? false, caseId, status, notOf, after?.openedAt, after?.id, limit],
    );
    return rows.map(({ line }) => line);
  }
}
