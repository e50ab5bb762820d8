import * as gazette from '@hyunbinseo/holidays-kr/all';

/** Holiday names by day of one year: `{ "2026-05-01": ["노동절"] }`. */
export type HolidaysOfYear = Readonly<Record<string, readonly string[]>>;

/** The years announced so far in the official gazette (월력요항), as the library `@hyunbinseo/holidays-kr` carries them. */
export const GAZETTE: ReadonlyMap<number, HolidaysOfYear> = new Map(
  Object.entries(gazette).map(([name, days]) => [Number(name.slice(1)), days as HolidaysOfYear]),
);

/**
 * A day that an administrator declares: a temporary holiday (임시공휴일) announced after the gazette, a local holiday of
 * the agency, or a working day where the list has a holiday. Passed as data; the calendar keeps nothing.
 */
export interface HolidayOverride {
  /** `YYYY-MM-DD` in Seoul. */
  readonly date: string;
  readonly holiday: boolean;
  /** For people: name of the holiday, or why the day is a working day. */
  readonly name: string;
}

/** A whole year that the library does not know yet, entered by an administrator from the gazette. */
export interface YearOfHolidays {
  readonly year: number;
  readonly holidays: HolidaysOfYear;
}

/**
 * Asked about a year whose holidays nobody has announced or entered. A period that reaches into such a year has no
 * known end; guessing would move a legal deadline. `code` is `CALENDAR_YEAR_UNKNOWN`.
 */
export class CalendarYearUnknown extends RangeError {
  override readonly name = 'CalendarYearUnknown';
  readonly code = 'CALENDAR_YEAR_UNKNOWN';

  constructor(
    readonly year: number,
    readonly knownFrom: number,
    readonly knownTo: number,
  ) {
    super(
      `Holidays of ${year} are not known (known: ${knownFrom} to ${knownTo}); an administrator can enter them`,
    );
  }
}
