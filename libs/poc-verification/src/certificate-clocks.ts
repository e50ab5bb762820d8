import { defineSubscription } from '@doyak/kernel/event-store';
import { setTimer, type TimerHandler } from '@doyak/kernel/timers';
import type { PocEvent } from './domain/poc.events.js';
import { endOfDay } from './domain/poc.js';
import { ExpireCertificate } from './features/expire-certificate/expire-certificate.js';

type Followed = Extract<PocEvent, { type: 'CertificateIssued' }>;

const KIND = 'poc-verification.certificate-expiry';

/** Sets a timer for the end of each certificate's last day. */
export const certificateClocks = defineSubscription<Followed>({
  name: 'poc-certificate-clocks',
  events: ['CertificateIssued'],
  handle: async ({ data: { pocId, number, validUntil } }, tx) => {
    const id = `poc-verification:${pocId}:${number}`;
    await setTimer(tx, { id, kind: KIND, due: endOfDay(validUntil), data: { pocId, number } });
  },
});

export const certificateTimer: TimerHandler = {
  kind: KIND,
  fire: ({ data }) => {
    const { pocId, number } = data as { pocId: string; number: string };
    return (context) => new ExpireCertificate(pocId, number, context);
  },
  // A correction with a later day set the timer again.
  settled: ['POC_NOT_FOUND', 'CERTIFICATE_VALID'],
};
