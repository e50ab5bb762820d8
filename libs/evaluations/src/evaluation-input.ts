import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';

/** Text that people write; without resident registration numbers. */
export const freeText = (most: number) => withoutResidentNumber(z.string().trim().min(1).max(most));

export const byId = z.object({ id: z.uuid() });

/** Members of a panel, by person. */
export const reviewers = z.array(z.uuid()).min(1).max(50);

/** What every command on an evaluation can be refused with. */
const refusals = ['EVALUATION_NOT_FOUND', 'EVALUATION_CLOSED', 'PERSON_NEEDED', 'CASE_HELD'] as const;

export const officerRefusals = [...refusals, 'OWN_APPLICATION', 'REVIEWER_NOT_OFFICER'] as const;

export const reviewerRefusals = [...refusals, 'NOT_ON_PANEL', 'REVIEWER_OUT', 'REVIEWER_CONFLICTED'] as const;

/** What the appointment of members can be refused with. */
export const appointmentRefusals = [
  ...officerRefusals,
  ...['REVIEWER_UNFIT', 'OUTSIDE_MEMBERS', 'DUTIES_NOT_SEPARATE'],
] as const;
