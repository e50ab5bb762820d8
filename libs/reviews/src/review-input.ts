import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';

/** Text that people write; without resident registration numbers. */
export const freeText = (most: number) => withoutResidentNumber(z.string().trim().min(1).max(most));

/** What every command of an officer can be refused with. */
export const officerRefusals = ['STEP_NOT_FOUND', 'OWN_APPLICATION', 'PERSON_NEEDED', 'CASE_HELD'] as const;
