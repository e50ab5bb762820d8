import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type { PendingJob, PendingSource } from '@doyak/kernel/queues';
import { Checkers } from '../checkers/checkers.js';
import { jobIdOf } from './run-step.js';

/** Every automated step that waits, runs or gathers its parts, for the reconciler: what the queues have forgotten is queued again. */
@Injectable()
export class PendingSteps implements PendingSource {
  readonly name = 'reviews.steps';

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(Checkers) private readonly checkers: Checkers,
  ) {}

  async *pending(limit: number): AsyncIterable<PendingJob> {
    let after = '00000000-0000-0000-0000-000000000000';
    for (;;) {
      const { rows } = await this.database.pool.query<{ step_id: string; checker: string; delivery: number }>(
        `select step_id, checker, delivery from reviews.work
         where step_id > $1 and status in ('waiting', 'running', 'gathering') and due <= now() and checker = any($3) order by step_id limit $2`,
        [after, limit, this.checkers.names()],
      );
      for (const { step_id: stepId, checker, delivery } of rows)
        yield { job: this.checkers.jobOf(checker), id: jobIdOf(stepId, delivery), payload: { stepId } };
      if (rows.length < limit) return;
      after = rows.at(-1)!.step_id;
    }
  }
}
