import { weightedSum } from './number-check.js';

const WEIGHTS = [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5];
const IN_TEXT = /(?<![0-9])[0-9]{6}[\s\-\u2010-\u2015]?[0-9]{7}(?![0-9])/g;

/**
 * Whether a text holds something of the shape of a resident or foreigner registration number (주민등록번호,
 * 외국인등록번호): a birth date and a digit 0–9 for century and sex, with or without a hyphen. Shape alone decides, for
 * numbers given out since October 2020 have no check digit. Texts with a corporate number of that shape are refused too:
 * that number has a field of its own.
 */
export function containsResidentNumber(text: string): boolean {
  // Full-width digits are what Korean input methods produce by accident.
  for (const [match] of text.normalize('NFKC').matchAll(IN_TEXT)) {
    if (hasResidentShape(match.replace(/[^0-9]/g, ''))) return true;
  }
  return false;
}

/** The same text (NFKC) without what has the shape of a resident registration number: of such a one stars are left. */
export function maskResidentNumbers(text: string): string {
  return text
    .normalize('NFKC')
    .replace(IN_TEXT, (match) => (hasResidentShape(match.replace(/[^0-9]/g, '')) ? '******-*******' : match));
}

/** Thirteen digits that begin with a calendar date. */
export function hasResidentShape(digits: string): boolean {
  const month = Number(digits.slice(2, 4));
  const day = Number(digits.slice(4, 6));
  // The seventh digit tells the century: 9 and 0 were for births before 1900.
  const century =
    { '9': 1800, '0': 1800, '3': 2000, '4': 2000, '7': 2000, '8': 2000 }[digits[6] ?? ''] ?? 1900;
  const year = century + Number(digits.slice(0, 2));
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

/** Check digit of numbers given out before October 2020; foreigners' numbers add 2. */
export function hasResidentCheckDigit(digits: string): boolean {
  const rest = weightedSum(digits, WEIGHTS) % 11;
  const foreign = '5678'.includes(digits[6] ?? '');
  return ((foreign ? 13 : 11) - rest) % 10 === Number(digits[12]);
}
