import type { Decider, EventsOf } from '@doyak/kernel/decider';
import { auditReadingEvents } from './reading.events.js';

export type ReadingEvent = EventsOf<typeof auditReadingEvents>;
type Reading = ReadingEvent['data'];
type DataOf<Type extends ReadingEvent['type']> = Extract<ReadingEvent, { type: Type }>['data'];
type RecordReading =
  | ({ readonly type: 'RecordReading' } & DataOf<'EventsRead'>)
  | ({ readonly type: 'RecordRouteRead' } & DataOf<'RouteRead'>);

/** One reading of the log by somebody (열람기록): what was asked for. It happens once and never changes. */
export const reading: Decider<Reading | undefined, RecordReading, ReadingEvent> = {
  name: 'reading',
  initialState: undefined,
  evolve: (_, { data }) => data,
  decide: (command, known) => {
    if (known) return [];
    if (command.type === 'RecordRouteRead') {
      const { readingId, route, params, query } = command;
      return [{ type: 'RouteRead', data: { readingId, route, params, query } }];
    }
    const { readingId, as, filter, programs, reason } = command;
    const data = {
      readingId,
      as,
      filter,
      ...(programs && { programs }),
      ...(reason !== undefined && { reason }),
    };
    return [{ type: 'EventsRead', data }];
  },
};
