import { z } from 'zod';

/** Names in a definition: lower case, digits, hyphens. They end up in addresses, events and CEL results. */
export const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/)
  .meta({ description: 'Lower-case letters, digits and hyphens, at most 63 characters.' });

/** Text for people in both languages of the agency. A missing one is the problem `MISSING_TRANSLATION`. */
export const localized = z
  .strictObject({
    ko: z.string().trim().min(1).max(4000),
    en: z.string().trim().min(1).max(4000),
  })
  .meta({ id: 'LocalizedText', description: 'Text in Korean and in English; both are required.' });

export type LocalizedText = z.output<typeof localized>;

/** KRW has no minor unit: whole won only. */
export const krw = z.int().min(0).meta({ description: 'Whole KRW.' });

export const percent = z.int().min(0).max(100).meta({ description: 'Whole percent, 0 to 100.' });

export const day = z.iso.date().meta({ description: 'A day in Asia/Seoul, YYYY-MM-DD.' });

/** A length of time on the business calendar, as `@doyak/kernel/calendar` counts it. */
export const period = z
  .strictObject({
    count: z.int().min(1).max(3650),
    unit: z.enum(['days', 'working-days', 'months']),
  })
  .meta({
    id: 'Period',
    description:
      'Days and months run through weekends and roll to the next working day at their end; working-days count working days only. The first day is not counted.',
  });

/** Why a person or firm is not supported (부적격·탈락 사유). A program can add its own under `reasonCodes`. */
export const REASON_CODES = [
  'TAX_ARREARS',
  'DEFAULT',
  'DUPLICATE_SUPPORT',
  'PARTICIPATION_RESTRICTED',
  'AGE_EXCEEDED',
  'INDUSTRY_EXCLUDED',
  'DOC_MISSING',
  'LATE',
  'CLOSED_BUSINESS',
  'FALSE_STATEMENT',
  'BELOW_THRESHOLD',
  'RANK_OUT',
  'NO_SHOW',
  'CONFLICT_OF_INTEREST',
  'MISUSE',
  'ABANDONED',
] as const;

export const reasonCode = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]{1,62}$/)
  .meta({ description: `SCREAMING_SNAKE_CASE. Built in: ${REASON_CODES.join(', ')}.` });

/** How a case can end. */
export const CASE_OUTCOMES = [
  'completed',
  'rejected',
  'withdrawn',
  'failed',
  'honest-failure',
  'terminated',
] as const;
export const caseOutcome = z.enum(CASE_OUTCOMES).meta({
  description:
    'completed: support given and accounted for. rejected: not supported. failed: agreed aims not reached. honest-failure (성실실패): not reached in good faith, exempt from recovery. terminated: ended for a breach. withdrawn: the applicant left.',
});
