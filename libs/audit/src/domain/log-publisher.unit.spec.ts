import { fold } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { keysAt, logPublisher } from './log-publisher.js';
import type { LogPublisherEvent } from './log-publisher.events.js';

const first = 'log.example+00000001+AAAA';
const second = 'log.example+00000002+BBBB';
const at = (day: number) => new Date(Date.UTC(2026, 2, day));
const introduced: LogPublisherEvent = {
  type: 'LogKeyIntroduced',
  data: { verifierKey: first, validFrom: at(1).toISOString() },
};
const stop = { fault: 'size-shrank', detail: 'The log has shrunk', signedSize: 30, foundSize: 20 };
const stopped: LogPublisherEvent = { type: 'LogPublishingStopped', data: stop };

describe('Publisher of the log', () => {
  it('lets a new key sign beside the old one for a while', () => {
    const overlapMs = 3 * 86_400_000;
    given(logPublisher, [introduced])
      .when({ type: 'IntroduceLogKey', verifierKey: second, overlapMs, now: at(5) })
      .then(
        { type: 'LogKeyRetired', data: { verifierKey: first, validUntil: at(8).toISOString() } },
        { type: 'LogKeyIntroduced', data: { verifierKey: second, validFrom: at(5).toISOString() } },
      );
    const state = fold(logPublisher, [
      introduced,
      { type: 'LogKeyRetired', data: { verifierKey: first, validUntil: at(8).toISOString() } },
      { type: 'LogKeyIntroduced', data: { verifierKey: second, validFrom: at(5).toISOString() } },
    ] as LogPublisherEvent[]);
    const names = (day: number) => keysAt(state, at(day)).map(({ verifierKey }) => verifierKey);
    expect([names(4), names(5), names(8)]).toEqual([[first], [first, second], [second]]);
  });

  it('takes no key twice', () => {
    given(logPublisher, [introduced])
      .when({ type: 'IntroduceLogKey', verifierKey: first, overlapMs: 0 })
      .thenRefuses('LOG_KEY_KNOWN');
  });

  it('records why it stopped once, however long the log grows meanwhile', () => {
    given(logPublisher, [])
      .when({ type: 'StopPublishing', ...stop })
      .then(stopped);
    given(logPublisher, [stopped])
      .when({ type: 'StopPublishing', ...stop, foundSize: 21 })
      .then();
    given(logPublisher, [stopped])
      .when({ type: 'StopPublishing', ...stop, fault: 'root-mismatch' })
      .then({ type: 'LogPublishingStopped', data: { ...stop, fault: 'root-mismatch' } });
  });

  it('records that it goes on, only after it stopped', () => {
    const resume = { type: 'ResumePublishing', signedSize: 30, foundSize: 40 } as const;
    given(logPublisher, []).when(resume).then();
    const resumed: LogPublisherEvent = {
      type: 'LogPublishingResumed',
      data: { signedSize: 30, foundSize: 40 },
    };
    given(logPublisher, [stopped]).when(resume).then(resumed);
    expect(fold(logPublisher, [introduced, stopped, resumed]).stopped).toBeUndefined();
  });
});
