import { Temporal } from 'temporal-polyfill';

/**
 * A day in Korea, `YYYY-MM-DD`. Periods are counted in days of Asia/Seoul, never in hours: an instant belongs to
 * exactly one such day.
 */
export type LocalDate = string;

/** The zone in which instants are decided. It has no daylight saving. */
export const SEOUL = 'Asia/Seoul';

/** @throws RangeError when the text is no day of the Gregorian calendar in the form `YYYY-MM-DD`. */
export function plainDate(date: LocalDate): Temporal.PlainDate {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date))
    throw new RangeError(`"${date}" is not a date of the form YYYY-MM-DD`);
  return Temporal.PlainDate.from(date, { overflow: 'reject' });
}

/** The day in Seoul to which an instant belongs. */
export function dateOf(instant: Date): LocalDate {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(SEOUL)
    .toPlainDate()
    .toString();
}

/** The first instant of a day in Seoul. */
export function startOf(date: LocalDate): Date {
  return new Date(plainDate(date).toZonedDateTime(SEOUL).epochMilliseconds);
}

/** The first instant after a day in Seoul: the exclusive end of a period that runs out with that day. */
export function endOf(date: LocalDate): Date {
  return startOf(addDays(date, 1));
}

export function addDays(date: LocalDate, days: number): LocalDate {
  return plainDate(date).add({ days }).toString();
}

/**
 * Adds calendar months. Where the month reached has no such day, the period ends with that month's last day
 * (Civil Act, art. 160 (3)).
 */
export function addMonths(date: LocalDate, months: number): LocalDate {
  return plainDate(date).add({ months }, { overflow: 'constrain' }).toString();
}

/** Days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: LocalDate, to: LocalDate): number {
  return plainDate(from).until(plainDate(to), { largestUnit: 'day' }).days;
}

/** Whole months from `from` to `to`; negative when `to` is earlier. */
export function monthsBetween(from: LocalDate, to: LocalDate): number {
  return plainDate(from).until(plainDate(to), { largestUnit: 'month' }).months;
}

/** Whole years from `from` to `to`, as a company's age is counted; negative when `to` is earlier. */
export function yearsBetween(from: LocalDate, to: LocalDate): number {
  return plainDate(from).until(plainDate(to), { largestUnit: 'year' }).years;
}
