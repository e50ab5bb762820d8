/**
 * Why a number is refused: `LENGTH` wrong count of digits or other characters than digits, spaces and hyphens;
 * `CHECK_DIGIT` the check digit does not hold; `UNASSIGNED` a range that is never given out;
 * `RESIDENT_NUMBER` it is a person's resident registration number.
 */
export type NumberFault = 'LENGTH' | 'CHECK_DIGIT' | 'UNASSIGNED' | 'RESIDENT_NUMBER';

/** `CHECK_DIGIT_MISSING`: registrations from 2025-01-31 carry no check digit, so a wrong one is shown and not refused. */
export type NumberWarning = 'CHECK_DIGIT_MISSING';

/** `value` is the number as digits only, as it is stored. */
export type NumberCheck =
  | { readonly ok: true; readonly value: string; readonly warnings: readonly NumberWarning[] }
  | { readonly ok: false; readonly fault: NumberFault };

/** Digits of a number written with or without spaces and hyphens; null if anything else is in it. */
export function digitsOf(text: string): string | null {
  const digits = text.replace(/[\s\-\u2010-\u2015]/g, '');
  return /^[0-9]+$/.test(digits) ? digits : null;
}

export function weightedSum(digits: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, index) => sum + weight * Number(digits[index]), 0);
}
