import { z } from 'zod';
import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';
import { ORGANISATION_KINDS } from './roles.js';

export const organisationEvents = defineEvents(
  event('OrganisationRegistered', {
    stored: 'identity.organisation-registered',
    version: 1,
    schema: z.object({
      organisationId: z.uuid(),
      kind: z.enum(ORGANISATION_KINDS),
      name: z.string(),
      /** Ten digits; null for public bodies without one. */
      businessNumber: z.string().nullable(),
      /** Thirteen digits; null for sole traders and public bodies. */
      corporateNumber: z.string().nullable(),
    }),
  }),
  event('OrganisationRenamed', {
    stored: 'identity.organisation-renamed',
    version: 1,
    schema: z.object({ organisationId: z.uuid(), name: z.string(), reason: z.string() }),
  }),
  event('OrganisationDeactivated', {
    stored: 'identity.organisation-deactivated',
    version: 1,
    schema: z.object({ organisationId: z.uuid(), reason: z.string() }),
  }),
);

export type OrganisationEvent = EventsOf<typeof organisationEvents>;
