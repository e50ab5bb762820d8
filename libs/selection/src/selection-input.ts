import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';

/** Text that people write; without resident registration numbers. */
export const freeText = (most: number) => withoutResidentNumber(z.string().trim().min(1).max(most));

export const byId = z.object({ id: z.uuid() });

/** What every command of an officer on a selection can be refused with. */
export const selectionRefusals = ['SELECTION_NOT_FOUND', 'PERSON_NEEDED', 'OWN_APPLICATION'] as const;

/** The same on an objection. */
export const objectionRefusals = [
  ...['OBJECTION_NOT_FOUND', 'OBJECTION_NOT_FILED', 'OBJECTION_CLOSED', 'PERSON_NEEDED', 'OWN_APPLICATION'],
  ...['OWN_DECISION', 'CASE_HELD'],
] as const;
