import { defineSubscription } from '@doyak/kernel/event-store';
import { destroyDataKeys } from '@doyak/kernel/personal-data';
import type { PersonEvent } from '../../domain/person.events.js';

/** Rows that say who a person is or prove it, by table. Sessions take their refresh tokens along. */
const TABLES = ['people', 'credentials', 'invitations', 'sign_in_failures', 'sessions'] as const;

/** Follows the event, so that nothing is erased that is not recorded, and nothing recorded is left undone by an interruption. */
export const destroyErasedData = defineSubscription<PersonEvent>({
  name: 'identity-destroy-erased-data',
  events: ['PersonErased'],
  handle: async ({ data: { personId }, occurredAt }, tx) => {
    await destroyDataKeys(tx, personId, new Date(occurredAt));
    for (const table of TABLES)
      await tx.query(`delete from identity.${table} where person_id = $1`, [personId]);
  },
});
