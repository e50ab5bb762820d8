import { type Decider, defineEvents, event, type EventsOf, type Given, Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';
import type { Beneficiary } from './four-eyes.js';

const id = z.uuid();

/** Events of accounts that money goes to or comes from (계좌). Bank, number and holder stand in a table of their own (ADR 0010). */
export const payeeAccountEvents = defineEvents(
  event('PayeeAccountRegistered', {
    stored: 'disbursement.payee-account-registered',
    version: 1,
    schema: z.object({
      accountId: id,
      owner: z.object({ personId: id, organisationId: id.optional() }),
    }),
  }),
);

type PayeeAccountEvent = EventsOf<typeof payeeAccountEvents>;

export type PayeeAccountState =
  { readonly status: 'none' } | { readonly status: 'registered'; readonly owner: Beneficiary };

/** An account never changes: another number is another account. */
export const payeeAccount: Decider<
  PayeeAccountState,
  { readonly type: 'RegisterAccount'; readonly accountId: string },
  PayeeAccountEvent
> = {
  name: 'payee-account',
  initialState: { status: 'none' },
  evolve: (_, { data }) => ({ status: 'registered', owner: data.owner }),
  decide: ({ accountId, actor }: Given<{ type: 'RegisterAccount'; accountId: string }>, state) => {
    if (actor.kind !== 'person')
      throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
    if (state.status !== 'none') return [];
    const owner = { personId: actor.id, organisationId: actor.organisationId };
    return [{ type: 'PayeeAccountRegistered', data: { accountId, owner } }];
  },
};
