import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const instant = z.iso.datetime();
/** `<name>+<key id>+<base64 of type and public key>` (C2SP signed-note). */
const verifierKey = z.string();

/** What the log says of its own checkpoints. */
export const logPublisherEvents = defineEvents(
  event('LogKeyIntroduced', {
    stored: 'audit.log-key-introduced',
    version: 1,
    schema: z.object({ verifierKey, validFrom: instant }),
  }),
  event('LogKeyRetired', {
    stored: 'audit.log-key-retired',
    version: 1,
    // Until then it goes on signing beside its successor, so that whoever knows only this one can follow.
    schema: z.object({ verifierKey, validUntil: instant }),
  }),
  event('LogPublishingStopped', {
    stored: 'audit.log-publishing-stopped',
    version: 1,
    schema: z.object({
      fault: z.string(),
      detail: z.string(),
      /** Size of the last signed checkpoint that the log does not continue. */
      signedSize: z.int(),
      /** Size of the log when that was found. */
      foundSize: z.int(),
    }),
  }),
  event('LogPublishingResumed', {
    stored: 'audit.log-publishing-resumed',
    version: 1,
    // The log continues the last signed checkpoint again.
    schema: z.object({ signedSize: z.int(), foundSize: z.int() }),
  }),
);

export type LogPublisherEvent = EventsOf<typeof logPublisherEvents>;
