import type { Decider } from '@doyak/kernel/decider';
import type { AccessLogEvent } from './access-log.events.js';

export interface ExpireAccessesCommand {
  readonly type: 'ExpireAccesses';
  readonly before: Date;
  /** Accesses recorded before that. */
  readonly count: number;
}

/** One record an installation: any fixed UUID will do, it must never change. */
export const ACCESS_LOG_STREAM = 'access-log-00000000-0000-7000-8000-000000000002';

/** How far back the record of accesses to personal data goes; what is older was given up, and that is on record. */
export const accessLog: Decider<
  { readonly since: string | undefined },
  ExpireAccessesCommand,
  AccessLogEvent
> = {
  name: 'access-log',
  initialState: { since: undefined },
  evolve: (_state, { data }) => ({ since: data.before }),
  decide({ before, count }, { since }) {
    const at = before.toISOString();
    if (count === 0 || (since !== undefined && at <= since)) return [];
    return [{ type: 'AccessesExpired', data: { before: at, count } }];
  },
};
