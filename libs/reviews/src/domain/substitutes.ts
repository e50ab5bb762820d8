import { type Decider, defineEvents, event, type EventsOf, Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const instant = z.iso.datetime();

export const substituteEvents = defineEvents(
  event('SubstituteNamed', {
    stored: 'reviews.substitute-named',
    version: 1,
    schema: z.object({ personId: id, substitute: id, from: instant, until: instant, by: id }),
  }),
  event('SubstituteWithdrawn', {
    stored: 'reviews.substitute-withdrawn',
    version: 1,
    schema: z.object({ personId: id, by: id }),
  }),
);
export type SubstituteEvent = EventsOf<typeof substituteEvents>;

export interface SubstitutesState {
  readonly named: { readonly substitute: string; readonly from: string; readonly until: string } | undefined;
}

export type SubstituteCommand =
  | { type: 'NameSubstitute'; substitute: string; from: string; until: string }
  | { type: 'WithdrawSubstitute' };

/** Who does the review tasks of a person for a while (대리). The last one named counts. */
export const substitutes: Decider<SubstitutesState, SubstituteCommand, SubstituteEvent> = {
  name: 'substitutes',
  initialState: { named: undefined },
  evolve: (_state, one) => {
    if (one.type === 'SubstituteWithdrawn') return { named: undefined };
    const { substitute, from, until } = one.data;
    return { named: { substitute, from, until } };
  },
  decide: (command, state) => {
    const { actor } = command;
    if (actor.kind !== 'person')
      throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
    const personId = actor.id;
    if (command.type === 'WithdrawSubstitute')
      return state.named ? [{ type: 'SubstituteWithdrawn', data: { personId, by: actor.id } }] : [];
    const { substitute, from, until } = command;
    if (substitute === personId)
      throw new Refusal('rule', 'SUBSTITUTE_ONESELF', 'Nobody is their own substitute');
    if (!(new Date(from) < new Date(until)))
      throw new Refusal('rule', 'PERIOD_EMPTY', 'The period ends before it begins');
    return [{ type: 'SubstituteNamed', data: { personId, substitute, from, until, by: actor.id } }];
  },
};

export function standsInAt({ named }: SubstitutesState, now: Date): string | undefined {
  if (!named || now < new Date(named.from) || now >= new Date(named.until)) return undefined;
  return named.substitute;
}
