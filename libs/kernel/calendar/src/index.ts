/**
 * The business calendar of Korea: working days, holidays, periods and deadline clocks that pause. Pure: no clock, no I/O,
 * no zone of the machine. Instants are `Date` (UTC); days are `YYYY-MM-DD` in Asia/Seoul.
 */
export { BusinessCalendar } from './business-calendar.js';
export type { Deadline, Pause, Period, PeriodUnit } from './deadline.js';
export { deadline, hasPassed, lastDayOf } from './deadline.js';
export type { HolidayOverride, HolidaysOfYear, YearOfHolidays } from './holidays.js';
export { CalendarYearUnknown } from './holidays.js';
export type { LocalDate } from './local-date.js';
export {
  addDays,
  addMonths,
  dateOf,
  daysBetween,
  endOf,
  monthsBetween,
  plainDate,
  startOf,
  yearsBetween,
} from './local-date.js';
