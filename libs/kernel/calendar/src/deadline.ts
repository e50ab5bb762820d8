import type { BusinessCalendar } from './business-calendar.js';
import { addDays, addMonths, dateOf, daysBetween, endOf } from './local-date.js';
import type { LocalDate } from './local-date.js';

/** `days` and `months` run through weekends and holidays and roll at the end; `working-days` counts working days only. */
export type PeriodUnit = 'days' | 'working-days' | 'months';

export interface Period {
  /** A positive integer. */
  readonly count: number;
  readonly unit: PeriodUnit;
}

/** The clock stands still while the applicant owes a supplement (보완). Without `resumedAt` it stands still now. */
export interface Pause {
  readonly pausedAt: Date;
  readonly resumedAt?: Date;
}

export type Deadline =
  | {
      readonly state: 'running';
      /** The last day on which the act is in time. */
      readonly lastDay: LocalDate;
      /** The first instant that is too late: midnight in Seoul at the end of `lastDay`. */
      readonly endsBefore: Date;
    }
  | {
      readonly state: 'paused';
      /** What the clock will run on with: days, or working days when the period counts those. */
      readonly left: number;
    };

/**
 * The last day of a period, without pauses. The first day is not counted (Civil Act, art. 157); an end that falls on a
 * Saturday or holiday moves to the next working day (art. 161).
 * @throws RangeError when `count` is not a positive integer; `CalendarYearUnknown` when it reaches beyond the known years.
 */
export function lastDayOf(calendar: BusinessCalendar, from: LocalDate, period: Period): LocalDate {
  return calendar.rollForward(nominalEnd(calendar, from, period));
}

/**
 * When a period that started at `start` ends. Pauses are counted in days of Seoul: what was left on the day of the pause
 * is left on the day of the resumption. Pauses that overlap count once; one that begins after the end changes nothing.
 * @throws RangeError as `lastDayOf`, or when a pause ends before it begins.
 */
export function deadline(input: {
  readonly calendar: BusinessCalendar;
  readonly start: Date;
  readonly period: Period;
  readonly pauses?: readonly Pause[];
}): Deadline {
  const { calendar, start, period } = input;
  let nominal = nominalEnd(calendar, dateOf(start), period);
  for (const pause of merged(input.pauses ?? [], start)) {
    const lastDay = calendar.rollForward(nominal);
    if (pause.pausedAt >= endOf(lastDay)) break;
    const pausedOn = dateOf(pause.pausedAt);
    // A pause in the rolled tail of a period (a weekend, say) still leaves the days up to the rolled end.
    const counted = pausedOn > nominal ? lastDay : nominal;
    const left =
      period.unit === 'working-days'
        ? calendar.workingDaysBetween(pausedOn, counted)
        : daysBetween(pausedOn, counted);
    if (!pause.resumedAt) return { state: 'paused', left };
    const resumedOn = dateOf(pause.resumedAt);
    nominal =
      period.unit === 'working-days' ? calendar.addWorkingDays(resumedOn, left) : addDays(resumedOn, left);
  }
  const lastDay = calendar.rollForward(nominal);
  return { state: 'running', lastDay, endsBefore: endOf(lastDay) };
}

/** Whether `now` is too late. A paused clock never runs out. */
export function hasPassed(clock: Deadline, now: Date): boolean {
  return clock.state === 'running' && now >= clock.endsBefore;
}

function nominalEnd(calendar: BusinessCalendar, from: LocalDate, { count, unit }: Period): LocalDate {
  if (!Number.isSafeInteger(count) || count < 1)
    throw new RangeError(`A period of ${count} ${unit} is not a period`);
  if (unit === 'working-days') return calendar.addWorkingDays(from, count);
  return unit === 'months' ? addMonths(from, count) : addDays(from, count);
}

function merged(pauses: readonly Pause[], start: Date): readonly Pause[] {
  const sorted = pauses
    .map((pause) => {
      if (pause.resumedAt && pause.resumedAt < pause.pausedAt)
        throw new RangeError('A pause ends before it begins');
      return { ...pause, pausedAt: pause.pausedAt < start ? start : pause.pausedAt };
    })
    .filter((pause) => !pause.resumedAt || pause.resumedAt > start)
    .sort((a, b) => a.pausedAt.getTime() - b.pausedAt.getTime());
  const result: Pause[] = [];
  for (const pause of sorted) {
    const last = result.at(-1);
    if (!last || (last.resumedAt && last.resumedAt < pause.pausedAt)) result.push(pause);
    else if (last.resumedAt && (!pause.resumedAt || pause.resumedAt > last.resumedAt)) {
      result[result.length - 1] = { pausedAt: last.pausedAt, resumedAt: pause.resumedAt };
    }
  }
  return result;
}
