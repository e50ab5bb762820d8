import { digitsOf, weightedSum, type NumberCheck } from './number-check.js';
import { hasResidentCheckDigit, hasResidentShape } from './resident-number.js';

const WEIGHTS = [1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2];

/**
 * Checks a corporate registration number (법인등록번호, 13 digits). A wrong check digit is only a warning, because
 * registrations from 2025-01-31 have none. One case is refused: shape and check digit are those of a resident
 * registration number while the corporate check digit fails, since such a number must not be stored.
 * Faults: LENGTH, UNASSIGNED, RESIDENT_NUMBER.
 */
export function checkCorporateNumber(text: string): NumberCheck {
  const digits = digitsOf(text);
  if (digits?.length !== 13) return { ok: false, fault: 'LENGTH' };
  if (digits.startsWith('0000')) return { ok: false, fault: 'UNASSIGNED' };
  if ((10 - (weightedSum(digits, WEIGHTS) % 10)) % 10 === Number(digits[12])) {
    return { ok: true, value: digits, warnings: [] };
  }
  if (hasResidentShape(digits) && hasResidentCheckDigit(digits))
    return { ok: false, fault: 'RESIDENT_NUMBER' };
  return { ok: true, value: digits, warnings: ['CHECK_DIGIT_MISSING'] };
}

/** `1101111707178` → `110111-1707178`. */
export function formatCorporateNumber(digits: string): string {
  return `${digits.slice(0, 6)}-${digits.slice(6)}`;
}
