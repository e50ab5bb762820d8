import { digitsOf, weightedSum, type NumberCheck } from './number-check.js';

const WEIGHTS = [1, 3, 7, 1, 3, 7, 1, 3, 5];
/** Tax office codes, the first three digits, start at 101. */
const FIRST_TAX_OFFICE = 101;

/** Checks a business registration number (사업자등록번호, 10 digits). Faults: LENGTH, UNASSIGNED, CHECK_DIGIT. */
export function checkBusinessNumber(text: string): NumberCheck {
  const digits = digitsOf(text);
  if (digits?.length !== 10) return { ok: false, fault: 'LENGTH' };
  if (Number(digits.slice(0, 3)) < FIRST_TAX_OFFICE) return { ok: false, fault: 'UNASSIGNED' };
  const sum = weightedSum(digits, WEIGHTS) + Math.floor((5 * Number(digits[8])) / 10);
  if ((10 - (sum % 10)) % 10 !== Number(digits[9])) return { ok: false, fault: 'CHECK_DIGIT' };
  return { ok: true, value: digits, warnings: [] };
}

/** `1248100998` → `124-81-00998`. */
export function formatBusinessNumber(digits: string): string {
  return `${digits.slice(0, 3)}-${digits.slice(3, 5)}-${digits.slice(5)}`;
}
