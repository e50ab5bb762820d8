import {
  type Actor,
  type Decider,
  defineEvents,
  event,
  type EventsOf,
  type Given,
  Refusal,
} from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();
const place = { programId: z.string(), personId: id, duty: z.enum(['check', 'release']), by: id };
const delegation = { ...place, to: id, delegationId: id };

/** Events of a program's payment officers (지출관). */
export const paymentOfficersEvents = defineEvents(
  event('PaymentOfficerAppointed', {
    stored: 'disbursement.payment-officer-appointed',
    version: 1,
    schema: z.object(place),
  }),
  event('PaymentOfficerDismissed', {
    stored: 'disbursement.payment-officer-dismissed',
    version: 1,
    schema: z.object({ ...place, reason: z.string() }),
  }),
  event('DutyDelegated', {
    stored: 'disbursement.duty-delegated',
    version: 1,
    schema: z.object({ ...delegation, startsAt: z.iso.datetime(), endsBefore: z.iso.datetime() }),
  }),
  event('DelegationRevoked', {
    stored: 'disbursement.delegation-revoked',
    version: 1,
    schema: z.object(delegation),
  }),
);

export type PaymentOfficersEvent = EventsOf<typeof paymentOfficersEvents>;
export type AppointedDuty = PaymentOfficersEvent['data']['duty'];

export interface Delegation {
  readonly delegationId: string;
  readonly personId: string;
  readonly to: string;
  readonly duty: AppointedDuty;
  readonly startsAt: string;
  readonly endsBefore: string;
}

export interface PaymentOfficersState {
  readonly appointed: readonly { readonly personId: string; readonly duty: AppointedDuty }[];
  readonly delegations: readonly Delegation[];
}

export type PaymentOfficersCommand = { readonly programId: string } & (
  | { readonly type: 'AppointPaymentOfficer'; readonly personId: string; readonly duty: AppointedDuty }
  | {
      readonly type: 'DismissPaymentOfficer';
      readonly personId: string;
      readonly duty: AppointedDuty;
      readonly reason: string;
    }
  | {
      readonly type: 'DelegateDuty';
      readonly delegationId: string;
      readonly to: string;
      readonly duty: AppointedDuty;
      readonly startsAt: Date;
      readonly endsBefore: Date;
    }
  | { readonly type: 'RevokeDelegation'; readonly delegationId: string }
);

/** Delegations that are running or to come at a time; a year at most each. */
const MOST_DELEGATIONS = 200;
const MOST_MS = 366 * 86_400_000;
const MOST_OFFICERS = 200;

/** Who checks and who releases the payments of a program, and who does it for them, from when until when (위임). */
export const paymentOfficers: Decider<PaymentOfficersState, PaymentOfficersCommand, PaymentOfficersEvent> = {
  name: 'payment-officers',
  initialState: { appointed: [], delegations: [] },
  evolve,
  decide,
};

/**
 * For whom a person holds a duty at an instant: for themselves when appointed, else for whoever delegated it to them. A delegation ends with
 * the appointment it came from.
 */
export function mandateOf(
  { appointed, delegations }: PaymentOfficersState,
  personId: string,
  duty: AppointedDuty,
  now: Date,
): { readonly for?: string } | undefined {
  const holds = (who: string) => appointed.some((one) => one.personId === who && one.duty === duty);
  if (holds(personId)) return {};
  const found = delegations.find(
    (one) =>
      one.to === personId &&
      one.duty === duty &&
      holds(one.personId) &&
      Date.parse(one.startsAt) <= now.getTime() &&
      now.getTime() < Date.parse(one.endsBefore),
  );
  return found && { for: found.personId };
}

function evolve(state: PaymentOfficersState, { type, data }: PaymentOfficersEvent): PaymentOfficersState {
  const others = state.appointed.filter(
    ({ personId, duty }) => personId !== data.personId || duty !== data.duty,
  );
  switch (type) {
    case 'PaymentOfficerAppointed':
      return { ...state, appointed: [...others, { personId: data.personId, duty: data.duty }] };
    case 'PaymentOfficerDismissed': {
      const delegations = state.delegations.filter(
        ({ personId, duty }) => personId !== data.personId || duty !== data.duty,
      );
      return { appointed: others, delegations };
    }
    case 'DutyDelegated': {
      const { delegationId, personId, to, duty, startsAt, endsBefore } = data;
      const one = { delegationId, personId, to, duty, startsAt, endsBefore };
      return { ...state, delegations: [...state.delegations, one] };
    }
    case 'DelegationRevoked': {
      const delegations = state.delegations.filter(({ delegationId }) => delegationId !== data.delegationId);
      return { ...state, delegations };
    }
  }
}

function decide(command: Given<PaymentOfficersCommand>, state: PaymentOfficersState): PaymentOfficersEvent[] {
  const by = person(command.actor);
  const { programId } = command;
  switch (command.type) {
    case 'AppointPaymentOfficer': {
      const { personId, duty } = command;
      if (personId === by)
        throw new Refusal('forbidden', 'FOUR_EYES', 'Nobody appoints themselves to a duty with money');
      if (isAppointed(state, personId, duty)) return [];
      if (state.appointed.length >= MOST_OFFICERS)
        throw new Refusal('rule', 'OFFICERS_TOO_MANY', `A program has up to ${MOST_OFFICERS} appointments`);
      return [{ type: 'PaymentOfficerAppointed', data: { programId, personId, duty, by } }];
    }
    case 'DismissPaymentOfficer': {
      const { personId, duty, reason } = command;
      if (!isAppointed(state, personId, duty)) return [];
      return [{ type: 'PaymentOfficerDismissed', data: { programId, personId, duty, by, reason } }];
    }
    case 'DelegateDuty':
      return delegate(command, state, by);
    case 'RevokeDelegation': {
      const known = state.delegations.find(({ delegationId }) => delegationId === command.delegationId);
      if (!known) throw new Refusal('not-found', 'DELEGATION_NOT_FOUND', 'There is no such delegation');
      if (known.personId !== by)
        throw new Refusal('forbidden', 'NOT_OWN_DUTY', 'Only who delegated a duty takes it back');
      const { delegationId, personId, to, duty } = known;
      return [{ type: 'DelegationRevoked', data: { programId, delegationId, personId, to, duty, by } }];
    }
  }
}

function delegate(
  command: Given<Extract<PaymentOfficersCommand, { type: 'DelegateDuty' }>>,
  state: PaymentOfficersState,
  by: string,
): PaymentOfficersEvent[] {
  const { programId, delegationId, to, duty, startsAt, endsBefore, now } = command;
  if (!isAppointed(state, by, duty))
    throw new Refusal('forbidden', 'NOT_OWN_DUTY', 'Only who is appointed to a duty delegates it');
  if (to === by) throw new Refusal('rule', 'DELEGATION_UNFIT', 'A duty is delegated to somebody else');
  const length = endsBefore.getTime() - startsAt.getTime();
  if (length <= 0 || length > MOST_MS || endsBefore <= now)
    throw new Refusal('rule', 'DELEGATION_UNFIT', 'It ends after it starts, later than now, within a year');
  const alive = state.delegations.filter((one) => Date.parse(one.endsBefore) > now.getTime());
  if (alive.length >= MOST_DELEGATIONS)
    throw new Refusal('rule', 'DELEGATION_UNFIT', 'Too many delegations are running');
  const dates = { startsAt: startsAt.toISOString(), endsBefore: endsBefore.toISOString() };
  const data = { programId, delegationId, personId: by, to, duty, by, ...dates };
  return [{ type: 'DutyDelegated', data }];
}

const isAppointed = ({ appointed }: PaymentOfficersState, personId: string, duty: AppointedDuty) =>
  appointed.some((one) => one.personId === personId && one.duty === duty);

function person({ kind, id: who }: Actor): string {
  if (kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  return who;
}
