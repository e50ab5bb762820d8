import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';

/** Text that people write; without resident registration numbers. */
export const freeText = (most: number) => withoutResidentNumber(z.string().trim().min(1).max(most));

export const reasoned = z.object({ reason: freeText(4_000) });

export const byId = z.object({ id: z.uuid() });

/** What every command on a registration can be refused with. */
const refusals = ['REGISTRATION_NOT_FOUND', 'PERSON_NEEDED'] as const;

/** … those of whoever decides on the way to a designation, … */
export const reviewRefusals = [...refusals, 'REGISTRATION_NOT_SO', 'CASE_HELD'] as const;

/** … and those on a product that is designated. */
export const designationRefusals = [...refusals, 'NOT_DESIGNATED', 'DESIGNATION_ENDED'] as const;

/** What every command on a trial purchase can be refused with. */
export const trialRefusals = ['TRIAL_NOT_FOUND', 'TRIAL_ENDED', 'PERSON_NEEDED'] as const;
