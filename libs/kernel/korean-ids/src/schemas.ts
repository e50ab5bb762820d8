import { z } from 'zod';
import { checkBusinessNumber } from './business-number.js';
import { checkCorporateNumber } from './corporate-number.js';
import { digitsOf, type NumberCheck } from './number-check.js';
import { containsResidentNumber } from './resident-number.js';

const TEXTS = {
  LENGTH: 'wrong number of digits',
  CHECK_DIGIT: 'the check digit does not hold',
  UNASSIGNED: 'not an assigned number',
  RESIDENT_NUMBER: 'resident registration numbers are never collected',
} as const;

function numberSchema(check: (text: string) => NumberCheck) {
  return z
    .string()
    .max(20)
    .overwrite((text) => digitsOf(text) ?? text)
    .superRefine((text, context) => {
      const checked = check(text);
      if (!checked.ok) {
        context.addIssue({ code: 'custom', message: TEXTS[checked.fault], params: { code: checked.fault } });
      }
    });
}

/** Business registration number in a request body; digits only once parsed. */
export const businessNumber = () =>
  numberSchema(checkBusinessNumber).describe('Business registration number (사업자등록번호), 10 digits');

/** Corporate registration number in a request body; digits only once parsed. */
export const corporateNumber = () =>
  numberSchema(checkCorporateNumber).describe('Corporate registration number (법인등록번호), 13 digits');

/** Refuses a text that holds a resident registration number by shape: for every free text in which one could be typed. */
export function withoutResidentNumber<Schema extends z.ZodType<string>>(schema: Schema): Schema {
  return schema.refine((text) => !containsResidentNumber(text), {
    message: TEXTS.RESIDENT_NUMBER,
    params: { code: 'RESIDENT_NUMBER' },
  }) as Schema;
}
