import { type Decider, Refusal } from '@doyak/kernel/decider';
import type { LogPublisherEvent } from './log-publisher.events.js';

type Stopped = Extract<LogPublisherEvent, { type: 'LogPublishingStopped' }>['data'];

/** A key of the log and when it signs. Instants are RFC 3339. */
export interface LogKey {
  readonly verifierKey: string;
  readonly validFrom: string;
  readonly validUntil?: string;
}

export interface LogPublisherState {
  readonly keys: readonly LogKey[];
  /** Why nothing is signed just now. */
  readonly stopped?: Stopped;
}

export type LogPublisherCommand =
  /** `overlapMs`: how long keys that sign so far go on beside the new one. */
  | { readonly type: 'IntroduceLogKey'; readonly verifierKey: string; readonly overlapMs: number }
  | ({ readonly type: 'StopPublishing' } & Stopped)
  | { readonly type: 'ResumePublishing'; readonly signedSize: number; readonly foundSize: number };

/** The one stream of this decider. */
export const LOG_PUBLISHER_STREAM = 'log-publisher-00000000-0000-7000-8000-000000000009';

/** Which keys sign the log's checkpoints, and whether signing is stopped. */
export const logPublisher: Decider<LogPublisherState, LogPublisherCommand, LogPublisherEvent> = {
  name: 'log-publisher',
  initialState: { keys: [] },

  evolve(state, event) {
    switch (event.type) {
      case 'LogKeyIntroduced':
        return { ...state, keys: [...state.keys, event.data] };
      case 'LogKeyRetired': {
        const { verifierKey, validUntil } = event.data;
        return {
          ...state,
          keys: state.keys.map((key) => (key.verifierKey === verifierKey ? { ...key, validUntil } : key)),
        };
      }
      case 'LogPublishingStopped':
        return { ...state, stopped: event.data };
      case 'LogPublishingResumed':
        return { keys: state.keys };
    }
  },

  decide(command, { keys, stopped }) {
    switch (command.type) {
      case 'IntroduceLogKey': {
        const { verifierKey, now, overlapMs } = command;
        if (keys.some((key) => key.verifierKey === verifierKey))
          throw new Refusal('conflict', 'LOG_KEY_KNOWN', 'This key has been introduced before');
        const validUntil = new Date(now.getTime() + overlapMs).toISOString();
        return [
          ...keys
            .filter((key) => key.validUntil === undefined)
            .map((key) => ({
              type: 'LogKeyRetired' as const,
              data: { verifierKey: key.verifierKey, validUntil },
            })),
          { type: 'LogKeyIntroduced', data: { verifierKey, validFrom: now.toISOString() } },
        ];
      }
      case 'StopPublishing': {
        const { fault, detail, signedSize, foundSize } = command;
        // The record itself makes the log grow: the same fault is not recorded for each size.
        if (stopped?.fault === fault && stopped.signedSize === signedSize) return [];
        return [{ type: 'LogPublishingStopped', data: { fault, detail, signedSize, foundSize } }];
      }
      case 'ResumePublishing': {
        const { signedSize, foundSize } = command;
        return stopped ? [{ type: 'LogPublishingResumed', data: { signedSize, foundSize } }] : [];
      }
    }
  },
};

/** Keys that sign at an instant. */
export function keysAt({ keys }: LogPublisherState, now: Date): LogKey[] {
  return keys.filter(
    ({ validFrom, validUntil }) =>
      Date.parse(validFrom) <= now.getTime() &&
      (validUntil === undefined || now.getTime() < Date.parse(validUntil)),
  );
}
