import { dateOf } from '@doyak/kernel/calendar';
import { setTimer, type Timer, type TimerHandler } from '@doyak/kernel/timers';
import type pg from 'pg';
import { IssueDigest } from './features/issue-digest/issue-digest.js';

const KIND = 'webhooks.digest';
const DAY = 86_400_000;
/** Ms after midnight in Seoul: what happened before it has been followed by then. */
const AFTER_MIDNIGHT = 10 * 60_000;

/** Sets the endpoint's next digest: some minutes after the coming midnight in Seoul. */
export async function setDigestTimer(
  endpointId: string,
  at: Date,
  tx: Pick<pg.PoolClient, 'query'>,
): Promise<void> {
  const midnight = Date.parse(`${dateOf(at)}T00:00:00+09:00`) + DAY;
  const timer: Timer = {
    ...{ id: `webhook-digest-${endpointId}`, kind: KIND, due: new Date(midnight + AFTER_MIDNIGHT) },
    data: { endpointId, day: dateOf(at) },
  };
  await setTimer(tx, timer);
}

export const digestTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { endpointId, day } = data as { endpointId: string; day: string };
    return (context) => new IssueDigest(endpointId, day, context);
  },
  settled: ['ENDPOINT_NOT_FOUND'],
};
