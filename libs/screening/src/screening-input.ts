import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';

/** Text that people write; without resident registration numbers. */
export const freeText = (most: number) => withoutResidentNumber(z.string().trim().min(1).max(most));

const name = z.string().regex(/^[a-z][A-Za-z0-9]{0,62}$/, 'must be a name');

/** Names of fields of the form. */
export const fieldNames = z.array(name).max(60);

/** Values by name of fact or field. */
export const values = z
  .record(name, z.json())
  .refine((given) => Object.keys(given).length <= 200, 'has up to 200 names')
  .refine((given) => Object.values(given).every((value) => value !== null), 'holds no null');

/** What every command of an officer can be refused with. */
export const officerRefusals = [
  ...['SCREENING_NOT_FOUND', 'SCREENING_CLOSED', 'OWN_APPLICATION', 'PERSON_NEEDED', 'CASE_HELD'],
] as const;
