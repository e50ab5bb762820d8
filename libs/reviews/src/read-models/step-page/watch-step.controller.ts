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
import { checksUnderWay } from '../../work/checks-under-way.js';

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
      const [line] = await checksUnderWay(this.database.pool, { stepId });
      const now = line && { status: line.status, attempt: line.attempt, progress: line.progress };
      const text = JSON.stringify(now ?? null);
      if (now && text !== told) yield { event: 'progress', data: now };
      told = text;
      if (state.status === 'ended' || state.status === 'stopped') {
        yield { event: 'end', data: { status: state.status, outcome: state.end?.outcome ?? null } };
        return;
      }
      await delay(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }
}
