import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import { type ReadRoute, ReadingRecorder, type RequestContext } from '@doyak/kernel/http';
import { v7 as uuidv7 } from 'uuid';
import { reading } from '../domain/reading.js';

/** Routes that record by themselves what was read, and more of it. */
const OWN_RECORD = /^\/v1\/(audit\/|cases\/\{id\}\/(changes|evidence)$)/;

/** Whatever an auditor reads is an event (감사 열람기록): who audits is audited. Recorded before anything is handed out. */
@Injectable()
export class AuditorReadings extends ReadingRecorder {
  constructor(@Inject(EventStore) private readonly store: EventStore) {
    super();
  }

  override async record(context: RequestContext, { template, params, query }: ReadRoute): Promise<void> {
    const { actor, now, correlationId } = context;
    const [kind, roles = ''] = actor.authority.split(':');
    if (kind !== 'role' || !roles.split('+').includes('auditor') || OWN_RECORD.test(template)) return;
    const readingId = uuidv7();
    const command = { type: 'RecordRouteRead', readingId, route: template, params, query } as const;
    await this.store.decide(
      `reading-${readingId}`,
      reading,
      { ...command, params: { ...params }, query: [...query] },
      { actor, now, correlationId, commandId: readingId, expectedVersion: 0 },
    );
  }
}
