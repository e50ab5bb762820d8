import { defineSubscription } from '@doyak/kernel/event-store';
import { clearTimers, clearTimersOf, setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { TrialPurchaseEvent } from './domain/trial-purchase.events.js';
import { UseTrial } from './features/use-trial/use-trial.js';

type Followed = Extract<
  TrialPurchaseEvent,
  { type: 'TrialDelivered' | 'UseReported' | 'TrialOrderWithdrawn' | 'TrialStopped' }
>;

const KIND = 'procurement.report-deadline';
const prefix = (trialId: string) => `procurement-trial:${trialId}:`;

/** Keeps one timer per institution that owes a report. */
export const reportDeadlines = defineSubscription<Followed>({
  name: 'procurement-report-deadlines',
  events: ['TrialDelivered', 'UseReported', 'TrialOrderWithdrawn', 'TrialStopped'],
  handle: async ({ type, data }, tx) => {
    const { trialId } = data;
    if (type === 'TrialStopped') return clearTimersOf(tx, prefix(trialId));
    const { order, reportBefore } = data as { order: number; reportBefore?: string };
    const id = `${prefix(trialId)}${order}`;
    if (type !== 'TrialDelivered' || reportBefore === undefined) return clearTimers(tx, [id]);
    await setTimer(tx, {
      ...{ id, kind: KIND, due: new Date(reportBefore) },
      data: { trialId, order, reportBefore },
    });
  },
});

export const reportDeadlineTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { trialId, order, reportBefore } = data as { trialId: string; order: number; reportBefore: string };
    return (context) => new UseTrial(trialId, { type: 'PassReportDeadline', order, reportBefore }, context);
  },
  settled: ['TRIAL_NOT_FOUND'],
};
