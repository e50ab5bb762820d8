import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { z } from 'zod';

const schema = z.object({
  /** CIDR notation, normalised. */
  network: z.string(),
  reason: z.string(),
  by: z.uuid(),
});

/** Events of the list of networks that may be asked beyond the public internet. */
export const allowedNetworksEvents = defineEvents(
  event('NetworkAllowed', { stored: 'networks.network-allowed', version: 1, schema }),
  event('NetworkWithdrawn', { stored: 'networks.network-withdrawn', version: 1, schema }),
);

export type AllowedNetworksEvent = EventsOf<typeof allowedNetworksEvents>;
