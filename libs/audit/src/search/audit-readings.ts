import { Inject, Injectable } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { v7 as uuidv7 } from 'uuid';
import { reading } from '../domain/reading.js';

/** Readings are events themselves: written before anything is handed out, so that what cannot be recorded is not shown. */
@Injectable()
export class AuditReadings {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async record(
    context: RequestContext,
    as: 'page' | 'jsonl' | 'csv' | 'changes',
    asked: Readonly<Record<string, string | Date | undefined>>,
    reason?: string,
  ): Promise<void> {
    const { actor, now, correlationId, principal } = context;
    const readingId = uuidv7();
    const filter = Object.fromEntries(
      Object.entries(asked).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, value instanceof Date ? value.toISOString() : value]],
      ),
    );
    const programs = principal?.programs && [...principal.programs];
    const command = { type: 'RecordReading', readingId, as, filter, programs, reason } as const;
    await this.store.decide(`reading-${readingId}`, reading, command, {
      ...{ actor, now, correlationId, commandId: readingId, expectedVersion: 0 },
    });
  }
}
