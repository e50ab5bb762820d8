import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { z } from 'zod';

const id = z.uuid();

/** What a partner may see, and with which keys it signs. */
export const partnerEvents = defineEvents(
  event('PartnerGranted', {
    stored: 'webhooks.partner-granted',
    version: 1,
    schema: z.object({
      organisationId: id,
      /** Published types that the partner may get, of cases that concern it. */
      types: z.array(z.string()),
      /** Whether it may have the facts, or references alone. */
      fat: z.boolean(),
      /** Person of the agency who is told when an endpoint of the partner is paused. */
      officer: id,
      reason: z.string(),
      by: id,
    }),
  }),
  event('PartnerKeyRegistered', {
    stored: 'webhooks.partner-key-registered',
    version: 1,
    schema: z.object({
      organisationId: id,
      /** `whpk_…` */
      publicKey: z.string(),
      validFrom: z.iso.datetime(),
      validUntil: z.iso.datetime(),
      by: id,
    }),
  }),
  event('PartnerKeyRevoked', {
    stored: 'webhooks.partner-key-revoked',
    version: 1,
    schema: z.object({ organisationId: id, publicKey: z.string(), reason: z.string(), by: id }),
  }),
);

/** Which cases concern a partner, beside those whose agreement it signs or whose step it is asked for. */
export const concernEvents = defineEvents(
  event('PartnerNamed', {
    stored: 'webhooks.partner-named',
    version: 1,
    schema: z.object({
      caseId: id,
      organisationId: id,
      as: z.string(),
      reason: personal(z.string()),
      by: id,
    }),
  }),
  event('PartnerReleased', {
    stored: 'webhooks.partner-released',
    version: 1,
    schema: z.object({ caseId: id, organisationId: id, reason: personal(z.string()), by: id }),
  }),
);

export type PartnerEvent = EventsOf<typeof partnerEvents>;
export type ConcernEvent = EventsOf<typeof concernEvents>;
