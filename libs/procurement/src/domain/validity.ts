import {
  addDays,
  addMonths,
  type BusinessCalendar,
  CalendarYearUnknown,
  plainDate,
  startOf,
} from '@doyak/kernel/calendar';

/** However often it is extended (조달사업법 시행령): 3 years, and 3 more at most. */
export const MOST_YEARS = 6;

/**
 * The last day of a term of whole years that begins with a day: the eve of the corresponding day, or the last day of the month where the year has
 * no such day (Civil Act, art. 160: 29 February). Always counted from the first day, so that extensions never drift.
 */
export function lastDayOfTerm(validFrom: string, years: number): string {
  const corresponding = addMonths(validFrom, 12 * years);
  return plainDate(corresponding).day === plainDate(validFrom).day
    ? addDays(corresponding, -1)
    : corresponding;
}

/** When a notice of the coming expiry goes out. */
export interface ExpiryNotice {
  readonly daysBefore: number;
  readonly at: string;
}

/** Office hours begin. */
const NINE = 9 * 3_600_000;

/**
 * Notices so many days before the last day, at nine in Seoul; one that would fall on a weekend or holiday goes out on the working day before, so
 * that nobody has less time than promised. Of years whose holidays are not known yet only weekends are. Those of the past are left out.
 */
export function expiryNotices(
  validUntil: string,
  days: readonly number[],
  calendar: BusinessCalendar,
  now: Date,
): ExpiryNotice[] {
  return [...new Set(days)]
    .toSorted((one, other) => other - one)
    .map((daysBefore) => {
      let day = addDays(validUntil, -daysBefore);
      while (!works(day, calendar)) day = addDays(day, -1);
      return { daysBefore, at: new Date(startOf(day).getTime() + NINE) };
    })
    .filter(({ at }) => at > now)
    .map(({ daysBefore, at }) => ({ daysBefore, at: at.toISOString() }));
}

function works(day: string, calendar: BusinessCalendar): boolean {
  try {
    return calendar.isWorkingDay(day);
  } catch (error) {
    if (error instanceof CalendarYearUnknown) return plainDate(day).dayOfWeek <= 5;
    throw error;
  }
}
