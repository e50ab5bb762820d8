import { setTimeout as delay } from 'node:timers/promises';
import { Controller, Get, Inject } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  eventStream,
  type InputOf,
  RequestContext,
  type ServerSentEvent,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ConflictChecks } from '../../conflict-checks.js';
import { ReviewDesk } from '../../review-desk.js';

const route = endpoint({
  permission: 'reviews.read',
  summary: 'Watch how far an automatic check is, live',
  description:
    'An event `progress` whenever it changes, and one `end` with the status of the step; then the stream ends.',
  tags: ['review-steps'],
  params: z.object({ id: z.uuid() }),
  response: eventStream(),
  refusals: ['STEP_NOT_FOUND', 'CONFLICT_OF_INTEREST'],
});

/** Ms between two looks. */
const PAUSE = 200;

interface Standing {
  readonly status: string;
  readonly attempt: number;
  readonly progress: unknown;
}

@Controller('v1/review-steps')
export class WatchStepController {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
  ) {}

  @Get(':id/progress')
  @Endpoint(route)
  async watch({ params }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const step = await this.desk.step(params.id);
    await this.conflicts.refuse({ ...step, personId: context.actor.id });
    return this.follow(params.id, context.signal);
  }

  private async *follow(stepId: string, signal: AbortSignal): AsyncGenerator<ServerSentEvent> {
    let told = '';
    while (!signal.aborted) {
      const state = await this.desk.step(stepId);
      const { rows } = await this.database.pool.query<Standing>(
        'select status, attempt, progress from reviews.work where step_id = $1',
        [stepId],
      );
      const text = JSON.stringify(rows[0] ?? null);
      if (rows[0] && text !== told) yield { event: 'progress', data: rows[0] };
      told = text;
      if (state.status === 'ended' || state.status === 'stopped') {
        yield { event: 'end', data: { status: state.status, outcome: state.end?.outcome ?? null } };
        return;
      }
      await delay(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }
}
