import { EventStore, LogSignals } from '@doyak/kernel/event-store';
import {
  definePermissions,
  Endpoint,
  endpoint,
  eventStream,
  type AnswerOf,
  type InputOf,
  RequestContext,
  type ServerSentEvent,
} from '@doyak/kernel/http';
import { Controller, Get, Inject } from '@nestjs/common';
import { z } from 'zod';

definePermissions('log', {
  'log.watch': { title: 'Watch what happens, live', roles: ['operator', 'auditor', 'administrator'] },
});

const route = endpoint({
  permission: 'log.watch',
  summary: 'Watch the log live',
  description:
    'One server-sent event per event of the log, without its data: follow the link of the case or ask the resource. `id` is the log index; ' +
    'reconnect with `Last-Event-ID` to go on where you were. Without it the stream begins after `after`, or with what comes next.',
  tags: ['log'],
  query: z.object({
    caseId: z.uuid().optional().describe('Only events of this case'),
    after: z.coerce
      .number()
      .int()
      .min(-1)
      .max(Number.MAX_SAFE_INTEGER)
      .optional()
      .describe(
        'Begin with the event behind this log index; −1 is the whole log. `Last-Event-ID` wins over it',
      ),
    type: z.string().min(1).max(100).optional().describe('Only events of this stored type'),
  }),
  response: eventStream(),
});

const PAGE = 200;
/** Where nothing wakes this process (a sequencer elsewhere), the log is looked at this often (ms). */
const PAUSE = 500;

@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(LogSignals) private readonly signals: LogSignals,
  ) {}

  @Get()
  @Endpoint(route)
  async watch({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const after = context.lastEventId ?? query.after ?? (await this.store.logSize()) - 1;
    return this.follow(after, query, context.signal);
  }

  private async *follow(
    after: number,
    { caseId, type }: { caseId?: string; type?: string },
    signal: AbortSignal,
  ): AsyncGenerator<ServerSentEvent> {
    let at = after;
    while (!signal.aborted) {
      const events = await this.store.readLog({ after: at, limit: PAGE });
      for (const event of events) {
        at = event.index;
        if ((caseId && event.caseId !== caseId) || (type && event.stored !== type)) continue;
        const {
          index,
          id,
          stored,
          streamId,
          streamVersion,
          caseId: ofCase,
          caseSequence,
          occurredAt,
          recordedAt,
        } = event;
        yield {
          id: String(index),
          event: stored,
          data: {
            index,
            id,
            type: stored,
            streamId,
            streamVersion,
            caseId: ofCase,
            caseSequence,
            occurredAt,
            recordedAt,
          },
        };
      }
      if (events.length === 0) await this.signals.sequenced.wait(PAUSE, signal);
    }
  }
}
