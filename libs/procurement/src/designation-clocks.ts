import { endOf } from '@doyak/kernel/calendar';
import { defineSubscription } from '@doyak/kernel/event-store';
import { clearTimersOf, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { RegistrationEvent } from './domain/registration.events.js';
import {
  type DesignationClock,
  PassDesignationClock,
} from './features/pass-designation-clock/pass-designation-clock.js';

type Designated = Extract<RegistrationEvent, { type: 'ProductDesignated' | 'DesignationExtended' }>;
type Followed =
  Designated | Extract<RegistrationEvent, { type: 'DesignationCancelled' | 'DesignationExpired' }>;

const KIND = 'procurement.designation-clock';
const prefix = (registrationId: string) => `procurement:${registrationId}:`;

/** Keeps the timers of a designation: the notices before its expiry, and the expiry. */
export const designationClocks = defineSubscription<Followed>({
  name: 'procurement-designation-clocks',
  events: ['ProductDesignated', 'DesignationExtended', 'DesignationCancelled', 'DesignationExpired'],
  handle: async ({ type, data }, tx) => {
    const { registrationId } = data;
    await clearTimersOf(tx, prefix(registrationId));
    if (type === 'DesignationCancelled' || type === 'DesignationExpired') return;
    const { validUntil, notices } = data as Designated['data'];
    const set = (name: string, due: Date, clock: DesignationClock) =>
      setTimer(tx, {
        ...{ id: `${prefix(registrationId)}${name}`, kind: KIND, due },
        data: { registrationId, clock },
      });
    for (const { daysBefore, at } of notices)
      await set(`notice-${daysBefore}`, new Date(at), { type: 'NoticeExpiry', daysBefore, validUntil });
    await set('expiry', endOf(validUntil), { type: 'ExpireDesignation', validUntil });
  },
});

export const designationClockTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { registrationId, clock } = data as { registrationId: string; clock: DesignationClock };
    return (context) => new PassDesignationClock(registrationId, clock, context);
  },
  settled: ['REGISTRATION_NOT_FOUND'],
};
