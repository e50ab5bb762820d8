import { endOf, startOf } from '@doyak/kernel/calendar';
import { defineSubscription } from '@doyak/kernel/event-store';
import { clearTimersOf, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { RecoveryEvent } from '../domain/settling/recovery.events.js';
import type { SanctionEvent } from '../domain/settling/sanction.events.js';
import { UseRecovery } from '../features/use-recovery/use-recovery.js';
import { UseSanction } from '../features/use-sanction/use-sanction.js';

const DAY = 86_400_000;
/** Before an instalment is due, and again and again afterwards. */
const REMIND_BEFORE = 7 * DAY;
const REMIND_EVERY = 30 * DAY;

type OfRecovery = Extract<
  RecoveryEvent,
  {
    type: 'RecoveryDemanded' | 'InstalmentsGranted' | 'RecoveryOverdue' | 'RefundReminded' | 'RecoveryClosed';
  }
>;

const RECOVERY = 'disbursement.recovery-clock';
const ofRecovery = (id: string) => `disbursement-recovery:${id}:`;

/** Keeps the timers of a demand: before each instalment, when it is due, and while it is overdue. */
export const recoveryClocks = defineSubscription<OfRecovery>({
  name: 'disbursement-recovery-clocks',
  events: [
    ...(['RecoveryDemanded', 'InstalmentsGranted', 'RecoveryOverdue'] as const),
    ...(['RefundReminded', 'RecoveryClosed'] as const),
  ],
  handle: async (event, tx) => {
    const { type, data } = event as unknown as OfRecovery & { occurredAt: string };
    const { recoveryId } = data;
    const set = (name: string, clock: 'reminder' | 'due', due: number, dueBefore: string) =>
      setTimer(tx, {
        ...{ id: `${ofRecovery(recoveryId)}${name}`, kind: RECOVERY, due: new Date(due) },
        data: { recoveryId, clock, dueBefore },
      });
    const again = (dueBefore: string) =>
      set('again', 'reminder', Date.parse(event.occurredAt) + REMIND_EVERY, dueBefore);
    switch (type) {
      case 'RecoveryClosed':
        return clearTimersOf(tx, ofRecovery(recoveryId));
      case 'RecoveryOverdue':
        return again(data.dueBefore);
      case 'RefundReminded':
        return data.overdue ? again(data.dueBefore) : undefined;
      default: {
        await clearTimersOf(tx, ofRecovery(recoveryId));
        const parts = type === 'RecoveryDemanded' ? [data] : data.instalments;
        for (const [at, { dueBefore }] of parts.entries()) {
          const due = Date.parse(dueBefore);
          await set(`${at}:reminder`, 'reminder', due - REMIND_BEFORE, dueBefore);
          await set(`${at}:due`, 'due', due, dueBefore);
        }
      }
    }
  },
});

export const recoveryTimer: TimerHandler = {
  kind: RECOVERY,
  fire: ({ data }) => {
    const { recoveryId, clock, dueBefore } = data as {
      recoveryId: string;
      clock: 'reminder' | 'due';
      dueBefore: string;
    };
    return (context) => new UseRecovery(recoveryId, { type: 'PassRecoveryClock', clock, dueBefore }, context);
  },
  settled: ['RECOVERY_NOT_FOUND'],
};

type OfSanction = Extract<SanctionEvent, { type: 'SanctionDecided' | 'SanctionEnded' }>;

const SANCTION = 'disbursement.sanction-clock';
const ofSanction = (id: string) => `disbursement-sanction:${id}:`;

/** Keeps the timers with which a restriction begins and ends. */
export const sanctionClocks = defineSubscription<OfSanction>({
  name: 'disbursement-sanction-clocks',
  events: ['SanctionDecided', 'SanctionEnded'],
  handle: async (event, tx) => {
    const { type, data } = event as unknown as OfSanction;
    const { sanctionId } = data;
    if (type === 'SanctionEnded') return clearTimersOf(tx, ofSanction(sanctionId));
    const { from, until } = data;
    if (from === undefined || until === undefined) return;
    const set = (clock: 'begin' | 'end', due: Date) =>
      setTimer(tx, {
        ...{ id: `${ofSanction(sanctionId)}${clock}`, kind: SANCTION, due },
        data: { sanctionId, clock },
      });
    await set('begin', startOf(from));
    await set('end', endOf(until));
  },
});

export const sanctionTimer: TimerHandler = {
  kind: SANCTION,
  fire: ({ data }) => {
    const { sanctionId, clock } = data as { sanctionId: string; clock: 'begin' | 'end' };
    return (context) => new UseSanction(sanctionId, { type: 'PassSanctionClock', clock }, context);
  },
  settled: ['SANCTION_NOT_FOUND'],
};
