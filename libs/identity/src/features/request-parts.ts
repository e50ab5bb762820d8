import { z } from 'zod';
import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { CONTACT_FIELDS } from '../domain/person.events.js';

/** Parts that several requests of this context share. */

export const idParams = z.object({ id: z.uuid() });

const line = (longest: number) =>
  withoutResidentNumber(
    z
      .string()
      .trim()
      .min(1)
      .max(longest)
      .regex(/^[^\p{Cc}]*$/u, 'must not hold control characters'),
  );

export const reason = line(500).describe('Why, for the record; no personal data');
export const organisationName = line(200);
export const label = line(100).describe('What it is for; no personal data');

export const contact = {
  name: line(100).describe('Name of the person'),
  email: z.string().trim().max(254).pipe(z.email()).describe('Address with which the person signs in'),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9][0-9 -]{5,24}[0-9]$/, 'must be digits, spaces and hyphens')
    .nullable()
    .describe('Telephone number; null: none'),
} satisfies Record<(typeof CONTACT_FIELDS)[number], z.ZodType>;

/** Longer than any password that is accepted: the check answers, not the shape. */
export const password = z.string().min(1).max(256);
