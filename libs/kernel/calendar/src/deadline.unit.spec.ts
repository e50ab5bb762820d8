import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  BusinessCalendar,
  dateOf,
  deadline,
  hasPassed,
  lastDayOf,
  startOf,
  yearsBetween,
} from './index.js';
import type { Pause, Period } from './index.js';

const calendar = new BusinessCalendar();
const seoul = (text: string) => new Date(`${text}+09:00`);
const lastDay = (start: string, period: Period, pauses: Pause[] = []) => {
  const clock = deadline({ calendar, start: seoul(start), period, pauses });
  return clock.state === 'running' ? clock.lastDay : `paused, ${clock.left} left`;
};
const days = (count: number): Period => ({ count, unit: 'days' });

describe('a period in days', () => {
  it('does not count its first day', () => {
    expect(lastDay('2026-03-03T09:00', days(10))).toBe('2026-03-13');
    expect(lastDay('2026-03-03T23:59', days(10))).toBe('2026-03-13');
  });

  it('starts on the day in Seoul: 15:30 UTC on 03-02 is already 03-03', () => {
    const clock = deadline({ calendar, start: new Date('2026-03-02T15:30:00Z'), period: days(10) });
    expect(clock).toEqual({
      state: 'running',
      lastDay: '2026-03-13',
      endsBefore: new Date('2026-03-13T15:00:00Z'),
    });
  });

  it.each([
    ['a Saturday', '2026-03-04T09:00', 10, '2026-03-16'],
    ['Seollal 2026, with the weekend before it', '2026-02-04T09:00', 10, '2026-02-19'],
    ['the temporary holiday 2025-01-27 and Seollal after it', '2025-01-17T09:00', 10, '2025-01-31'],
    ['the election day 2025-06-03', '2025-05-24T09:00', 10, '2025-06-04'],
    ['Labour Day 2026-05-01, a Friday', '2026-04-21T09:00', 10, '2026-05-04'],
    ['the local elections 2026-06-03', '2026-05-24T09:00', 10, '2026-06-04'],
    ['Chuseok 2025, ten days of holidays and weekend', '2025-09-25T09:00', 8, '2025-10-10'],
  ])('rolls from %s to the next working day', (_what, start, count, expected) => {
    expect(lastDay(start, days(count))).toBe(expected);
  });

  it('is in time until midnight in Seoul and late from then on', () => {
    const clock = deadline({ calendar, start: seoul('2026-03-03T09:00'), period: days(10) });
    expect(hasPassed(clock, new Date('2026-03-13T14:59:59.999Z'))).toBe(false);
    expect(hasPassed(clock, new Date('2026-03-13T15:00:00.000Z'))).toBe(true);
  });

  it.each([0, -3, 1.5, Number.NaN])('refuses a period of %s days', (count) => {
    expect(() => lastDayOf(calendar, '2026-03-03', days(count))).toThrow(RangeError);
  });

  it('follows an override of the administrator', () => {
    const own = calendar.with({ overrides: [{ date: '2026-03-13', holiday: true, name: '임시공휴일' }] });
    expect(lastDayOf(own, '2026-03-03', days(10))).toBe('2026-03-16');
  });

  it('throws when it reaches into a year nobody knows', () => {
    expect(() => lastDayOf(calendar, `${calendar.knownYears.to}-12-28`, days(10))).toThrow('are not known');
  });
});

describe('other units', () => {
  it('counts working days only', () => {
    expect(lastDay('2026-02-12T10:00', { count: 3, unit: 'working-days' })).toBe('2026-02-20');
  });

  it('ends a period of months on the same day, or on the last day of a shorter month, and rolls', () => {
    expect(lastDay('2026-03-10T10:00', { count: 2, unit: 'months' })).toBe('2026-05-11');
    expect(lastDay('2026-01-31T10:00', { count: 1, unit: 'months' })).toBe('2026-03-03');
    expect(lastDay('2025-12-31T10:00', { count: 2, unit: 'months' })).toBe('2026-03-03');
  });

  it('counts the age of a company in whole years up to the notice date', () => {
    expect(yearsBetween('2019-03-03', '2026-03-02')).toBe(6);
    expect(yearsBetween('2019-03-03', '2026-03-03')).toBe(7);
  });
});

describe('a clock that pauses', () => {
  const asked: Pause = { pausedAt: seoul('2026-03-06T11:00') };
  const answered: Pause = { ...asked, resumedAt: seoul('2026-03-12T16:00') };

  it('stands still while the applicant owes a supplement, and says what is left', () => {
    expect(lastDay('2026-03-03T09:00', days(10), [asked])).toBe('paused, 7 left');
    const clock = deadline({ calendar, start: seoul('2026-03-03T09:00'), period: days(10), pauses: [asked] });
    expect(hasPassed(clock, seoul('2030-01-01T00:00'))).toBe(false);
  });

  it('runs on with what was left', () => {
    expect(lastDay('2026-03-03T09:00', days(10), [answered])).toBe('2026-03-19');
    expect(lastDay('2026-03-03T09:00', { count: 8, unit: 'working-days' }, [answered])).toBe('2026-03-19');
  });

  it('costs nothing when the answer comes on the same day', () => {
    const sameDay = { pausedAt: seoul('2026-03-06T09:00'), resumedAt: seoul('2026-03-06T18:00') };
    expect(lastDay('2026-03-03T09:00', days(10), [sameDay])).toBe('2026-03-13');
  });

  it('keeps the day that a rolled end had left when it pauses on the weekend', () => {
    const weekend = { pausedAt: seoul('2026-03-15T12:00'), resumedAt: seoul('2026-03-18T12:00') };
    expect(lastDay('2026-03-04T09:00', days(10), [weekend])).toBe('2026-03-19');
  });

  it('ignores a pause that begins after the period has run out', () => {
    const late = { pausedAt: seoul('2026-03-14T00:00'), resumedAt: seoul('2026-04-01T00:00') };
    expect(lastDay('2026-03-03T09:00', days(10), [late])).toBe('2026-03-13');
  });

  it('refuses a pause that ends before it begins', () => {
    const wrong = { pausedAt: seoul('2026-03-06T00:00'), resumedAt: seoul('2026-03-05T00:00') };
    expect(() => lastDay('2026-03-03T09:00', days(10), [wrong])).toThrow(RangeError);
  });
});

describe('properties of the clock', () => {
  const start = fc.integer({ min: 0, max: 365 * 5 * 24 }).map((hour) => new Date(Date.UTC(2019, 0, 1, hour)));
  const period = fc.record({
    count: fc.integer({ min: 1, max: 40 }),
    unit: fc.constantFrom<Period['unit']>('days', 'working-days', 'months'),
  });
  const hours = fc.integer({ min: 0, max: 24 * 40 });
  const later = (at: Date, by: number) => new Date(at.getTime() + by * 3_600_000);
  const end = (from: Date, length: Period, pauses: Pause[]) => {
    const clock = deadline({ calendar, start: from, period: length, pauses });
    if (clock.state !== 'running') throw new Error('expected a running clock');
    return clock.lastDay;
  };

  it('ends on a working day, never before it starts, and never earlier for a pause', () => {
    fc.assert(
      fc.property(start, period, hours, hours, (from, length, wait, pause) => {
        const plain = end(from, length, []);
        const paused = end(from, length, [
          { pausedAt: later(from, wait), resumedAt: later(from, wait + pause) },
        ]);
        expect(calendar.isWorkingDay(plain) && calendar.isWorkingDay(paused)).toBe(true);
        expect(plain > dateOf(from)).toBe(true);
        expect(paused >= plain).toBe(true);
      }),
    );
  });

  it('does not care about the order of pauses, nor whether one is told in two parts', () => {
    fc.assert(
      fc.property(start, period, hours, hours, hours, (from, length, wait, first, second) => {
        const [a, b, c] = [wait, wait + first, wait + first + second].map((hour) => later(from, hour)) as [
          Date,
          Date,
          Date,
        ];
        const whole = end(from, length, [{ pausedAt: a, resumedAt: c }]);
        const parts = [
          { pausedAt: a, resumedAt: b },
          { pausedAt: b, resumedAt: c },
        ];
        expect(end(from, length, parts)).toBe(whole);
        expect(end(from, length, parts.toReversed())).toBe(whole);
        expect(end(from, length, [...parts, { pausedAt: a, resumedAt: b }])).toBe(whole);
      }),
    );
  });

  it('gives at least one more day for each day added to the period that is not rolled over', () => {
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: 60 }), (from, count) => {
        const shorter = end(from, days(count), []);
        const longer = end(from, days(count + 1), []);
        expect(longer >= shorter).toBe(true);
        expect(shorter >= addDays(dateOf(from), count)).toBe(true);
        expect(startOf(longer) >= startOf(shorter)).toBe(true);
      }),
    );
  });
});
