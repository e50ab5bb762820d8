import type { Decider, EventsOf } from '@doyak/kernel/decider';
import { auditReadingEvents } from './reading.events.js';

export type ReadingEvent = EventsOf<typeof auditReadingEvents>;
type Reading = ReadingEvent['data'];
type RecordReading = { readonly type: 'RecordReading' } & Reading;

/** One reading of the log by somebody (열람기록): what was asked for. It happens once and never changes. */
export const reading: Decider<Reading | undefined, RecordReading, ReadingEvent> = {
  name: 'reading',
  initialState: undefined,
  evolve: (_, { data }) => data,
  decide: ({ readingId, as, filter, programs, reason }, known) =>
    known
      ? []
      : [
          {
            type: 'EventsRead',
            data: {
              ...{ readingId, as, filter },
              ...(programs && { programs }),
              ...(reason !== undefined && { reason }),
            },
          },
        ],
};
