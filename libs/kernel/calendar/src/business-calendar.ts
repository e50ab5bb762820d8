import { CalendarYearUnknown, GAZETTE } from './holidays.js';
import type { HolidayOverride, HolidaysOfYear, YearOfHolidays } from './holidays.js';
import { addDays, plainDate } from './local-date.js';
import type { LocalDate } from './local-date.js';

const SATURDAY = 6;
const SUNDAY = 7;

/**
 * Working days of Korea: Monday to Friday without the holidays of the official gazette, corrected by an administrator.
 * Immutable and pure. Every question about a year that is not known throws `CalendarYearUnknown` (a `RangeError`).
 */
export class BusinessCalendar {
  private readonly years: ReadonlyMap<number, HolidaysOfYear>;
  private readonly overrides: ReadonlyMap<LocalDate, HolidayOverride>;

  /** @throws RangeError on an override or a year's holiday that is no date, or lies outside its year. */
  constructor(options: { overrides?: readonly HolidayOverride[]; years?: readonly YearOfHolidays[] } = {}) {
    const years = new Map(GAZETTE);
    for (const { year, holidays } of options.years ?? []) {
      for (const date of Object.keys(holidays)) {
        if (plainDate(date).year !== year) throw new RangeError(`${date} is not a day of ${year}`);
      }
      years.set(year, holidays);
    }
    for (const override of options.overrides ?? []) plainDate(override.date);
    this.years = years;
    this.overrides = new Map((options.overrides ?? []).map((override) => [override.date, override]));
  }

  /** First and last year whose holidays are known. */
  get knownYears(): { readonly from: number; readonly to: number } {
    const years = [...this.years.keys()];
    return { from: Math.min(...years), to: Math.max(...years) };
  }

  /** A copy that knows more years or overrides; a later one for the same year or day wins. */
  with(more: {
    overrides?: readonly HolidayOverride[];
    years?: readonly YearOfHolidays[];
  }): BusinessCalendar {
    return new BusinessCalendar({
      years: [...[...this.years].map(([year, holidays]) => ({ year, holidays })), ...(more.years ?? [])],
      overrides: [...this.overrides.values(), ...(more.overrides ?? [])],
    });
  }

  /** Names of the holiday, empty for an ordinary day. A plain Saturday or Sunday has no name. */
  holidayNames(date: LocalDate): readonly string[] {
    const { year } = plainDate(date);
    const holidays = this.years.get(year);
    const override = this.overrides.get(date);
    if (!holidays) {
      const known = this.knownYears;
      throw new CalendarYearUnknown(year, known.from, known.to);
    }
    if (override) return override.holiday ? [override.name] : [];
    return holidays[date] ?? [];
  }

  /** A day on which a period may end and an office works. An override decides over weekends too. */
  isWorkingDay(date: LocalDate): boolean {
    const isHoliday = this.holidayNames(date).length > 0;
    const override = this.overrides.get(date);
    if (override) return !override.holiday;
    const { dayOfWeek } = plainDate(date);
    return !isHoliday && dayOfWeek !== SATURDAY && dayOfWeek !== SUNDAY;
  }

  /** The day itself if it is a working day, else the next one: how the end of a period rolls. */
  rollForward(date: LocalDate): LocalDate {
    let day = date;
    while (!this.isWorkingDay(day)) day = addDays(day, 1);
    return day;
  }

  /**
   * The n-th working day after `date`; `date` itself is not counted. Zero gives `date` back, working day or not.
   * @throws RangeError when `count` is negative or not an integer.
   */
  addWorkingDays(date: LocalDate, count: number): LocalDate {
    if (!Number.isSafeInteger(count) || count < 0)
      throw new RangeError(`${count} is not a count of working days`);
    let day = date;
    for (let left = count; left > 0;) {
      day = addDays(day, 1);
      if (this.isWorkingDay(day)) left -= 1;
    }
    return day;
  }

  /** Working days after `from`, up to and with `to`; 0 when `to` is not later. */
  workingDaysBetween(from: LocalDate, to: LocalDate): number {
    let count = 0;
    for (let day = from; day < to;) {
      day = addDays(day, 1);
      if (this.isWorkingDay(day)) count += 1;
    }
    return count;
  }
}
