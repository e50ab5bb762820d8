import { defineSubscription } from '@doyak/kernel/event-store';
import type { AccessLogEvent } from '../../domain/access-log.events.js';

/** Follows the event: nothing goes that is not on record. What is younger than two years stays, whatever an event says (domain rule, 2 years). */
export const deleteExpiredAccesses = defineSubscription<AccessLogEvent>({
  name: 'identity-delete-expired-accesses',
  events: ['AccessesExpired'],
  handle: async ({ data: { before } }, tx) => {
    await tx.query(
      `delete from identity.personal_data_accesses where accessed_at < $1 and accessed_at < now() - interval '2 years'`,
      [before],
    );
  },
});
