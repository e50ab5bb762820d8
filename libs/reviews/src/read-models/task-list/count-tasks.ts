import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';

/** Open tasks by person. */
export class CountTasks extends Query<ReadonlyMap<string, number>> {}

@QueryHandler(CountTasks)
export class CountTasksHandler implements IQueryHandler<CountTasks> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute(): Promise<ReadonlyMap<string, number>> {
    const { rows } = await this.database.pool.query<{ assignee: string; count: number }>(
      `select assignee, count(*)::integer as count from read.review_tasks where status = 'open' and assignee is not null group by assignee`,
    );
    return new Map(rows.map(({ assignee, count }) => [assignee, count]));
  }
}
