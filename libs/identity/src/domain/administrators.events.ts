import { z } from 'zod';
import { defineEvents, event, type EventsOf } from '@doyak/kernel/decider';

const grant = z.object({ personId: z.uuid(), grantId: z.uuid() });

export const administratorsEvents = defineEvents(
  event('AdministratorAppointed', { stored: 'identity.administrator-appointed', version: 1, schema: grant }),
  event('AdministratorDismissed', { stored: 'identity.administrator-dismissed', version: 1, schema: grant }),
);

export type AdministratorsEvent = EventsOf<typeof administratorsEvents>;
