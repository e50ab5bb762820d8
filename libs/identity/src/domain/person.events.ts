import { z } from 'zod';
import { defineEvents, event, type EventsOf, personal } from '@doyak/kernel/decider';
import { ORGANISATION_KINDS, ROLES } from './roles.js';

const personId = z.uuid();
const role = z.enum(ROLES);

export const CONTACT_FIELDS = ['name', 'email', 'phone'] as const;

/**
 * No event holds a name, an address, a number, a password or a hash of one. Who `personId` is stands in
 * `identity.people`, which can be erased; what a `credentialId` or `invitationId` proves stands in tables of their own.
 */
export const personEvents = defineEvents(
  event('PersonRegistered', {
    stored: 'identity.person-registered',
    version: 1,
    schema: z.object({
      personId,
      organisationId: z.uuid().nullable(),
      organisationKind: z.enum(ORGANISATION_KINDS).nullable(),
    }),
  }),
  event('PersonJoinedOrganisation', {
    stored: 'identity.person-joined-organisation',
    version: 1,
    schema: z.object({ personId, organisationId: z.uuid(), organisationKind: z.enum(ORGANISATION_KINDS) }),
  }),
  event('ContactDataChanged', {
    stored: 'identity.contact-data-changed',
    version: 1,
    schema: z.object({ personId, fields: z.array(z.enum(CONTACT_FIELDS)) }),
  }),
  event('InvitationIssued', {
    stored: 'identity.invitation-issued',
    version: 1,
    schema: z.object({ personId, invitationId: z.uuid(), expiresAt: z.iso.datetime() }),
  }),
  event('PasswordSet', {
    stored: 'identity.password-set',
    version: 1,
    schema: z.object({
      personId,
      credentialId: z.uuid(),
      /** `invitation` by a one-time link, `self` with the old password, `bootstrap` for the first administrator. */
      by: z.enum(['invitation', 'self', 'bootstrap']),
    }),
  }),
  event('RoleGranted', {
    stored: 'identity.role-granted',
    version: 1,
    person: 'personId',
    schema: z.object({
      ...{ personId, role, grantId: z.uuid(), reason: personal(z.string()) },
      /** Of an auditor: programs, and the time in which the grant holds. */
      limits: z
        .object({
          programs: z.array(z.string()).optional(),
          from: z.iso.datetime().optional(),
          until: z.iso.datetime().optional(),
        })
        .optional(),
    }),
  }),
  event('RoleRevoked', {
    stored: 'identity.role-revoked',
    version: 1,
    person: 'personId',
    schema: z.object({ personId, role, grantId: z.uuid(), reason: personal(z.string()) }),
  }),
  event('SignInLocked', {
    stored: 'identity.sign-in-locked',
    version: 1,
    schema: z.object({ personId, failures: z.int().positive(), until: z.iso.datetime() }),
  }),
  event('SignInUnlocked', {
    stored: 'identity.sign-in-unlocked',
    version: 1,
    person: 'personId',
    schema: z.object({ personId, reason: personal(z.string()) }),
  }),
  event('RefreshTokenReused', {
    stored: 'identity.refresh-token-reused',
    version: 1,
    schema: z.object({ personId, sessionId: z.uuid() }),
  }),
  event('PersonErased', {
    stored: 'identity.person-erased',
    version: 1,
    // Not sealed: why somebody was erased stays readable. It is asked to name nobody.
    schema: z.object({ personId, reason: z.string() }),
  }),
  event('PersonDeactivated', {
    stored: 'identity.person-deactivated',
    version: 1,
    person: 'personId',
    schema: z.object({ personId, reason: personal(z.string()) }),
  }),
);

export type PersonEvent = EventsOf<typeof personEvents>;
