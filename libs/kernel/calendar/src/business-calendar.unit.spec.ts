import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  addDays,
  BusinessCalendar,
  CalendarYearUnknown,
  dateOf,
  endOf,
  plainDate,
  startOf,
} from './index.js';

const calendar = new BusinessCalendar();
const day = fc.integer({ min: 0, max: 365 * 7 }).map((offset) => addDays('2019-06-01', offset));

describe('holidays of Korea', () => {
  it.each([
    ['2025-01-27', '임시공휴일'],
    ['2025-06-03', '임시공휴일(대통령선거)'],
    ['2026-02-16', '설날 전날'],
    ['2026-02-17', '설날'],
    ['2026-02-18', '설날 다음 날'],
    ['2026-05-01', '노동절'],
    ['2026-06-03', '전국동시지방선거'],
  ])('%s is %s', (date, name) => {
    expect(calendar.holidayNames(date)).toEqual([name]);
    expect(calendar.isWorkingDay(date)).toBe(false);
  });

  it.each(['2026-02-13', '2026-02-19', '2025-01-24', '2025-06-02', '2026-04-30', '2026-06-04'])(
    '%s is a working day',
    (date) => expect(calendar.isWorkingDay(date)).toBe(true),
  );

  it('does not work on Saturdays and Sundays, which have no holiday name', () => {
    expect(calendar.isWorkingDay('2026-02-14')).toBe(false);
    expect(calendar.isWorkingDay('2026-02-15')).toBe(false);
    expect(calendar.holidayNames('2026-02-14')).toEqual([]);
  });

  it('refuses to guess a year that nobody announced, and says which years it knows', () => {
    const { to } = calendar.knownYears;
    expect(to).toBeGreaterThanOrEqual(2027);
    expect(() => calendar.isWorkingDay(`${to + 1}-01-04`)).toThrow(CalendarYearUnknown);
    expect(() => calendar.isWorkingDay(`${to + 1}-01-04`)).toThrow(RangeError);
    expect(() => calendar.addWorkingDays(`${to}-12-20`, 30)).toThrow(
      `Holidays of ${to + 1} are not known (known: 2018 to ${to}); an administrator can enter them`,
    );
  });

  it.each(['2026-02-30', '2026-13-01', '26-01-01', '', '2026-01-01T00:00:00Z'])(
    'refuses "%s" as a date',
    (text) => {
      expect(() => calendar.isWorkingDay(text)).toThrow(RangeError);
      expect(() => new BusinessCalendar({ overrides: [{ date: text, holiday: true, name: 'x' }] })).toThrow(
        RangeError,
      );
    },
  );
});

describe('what an administrator overrides', () => {
  it('adds a temporary holiday and takes one away, without touching the calendar it came from', () => {
    const own = calendar.with({
      overrides: [
        { date: '2026-03-04', holiday: true, name: '개청기념일' },
        { date: '2026-05-01', holiday: false, name: '정상근무' },
        { date: '2026-02-14', holiday: false, name: '대체근무' },
      ],
    });
    expect(own.isWorkingDay('2026-03-04')).toBe(false);
    expect(own.holidayNames('2026-03-04')).toEqual(['개청기념일']);
    expect(own.isWorkingDay('2026-05-01')).toBe(true);
    expect(own.isWorkingDay('2026-02-14')).toBe(true);
    expect(calendar.isWorkingDay('2026-03-04')).toBe(true);
    expect(calendar.isWorkingDay('2026-05-01')).toBe(false);
  });

  it('lets the later of two overrides for a day win', () => {
    const twice = calendar
      .with({ overrides: [{ date: '2026-03-04', holiday: true, name: 'first' }] })
      .with({ overrides: [{ date: '2026-03-04', holiday: false, name: 'second' }] });
    expect(twice.isWorkingDay('2026-03-04')).toBe(true);
  });

  it('learns a year from its gazette, and refuses a day of another year in it', () => {
    const year = calendar.knownYears.to + 1;
    const longer = new BusinessCalendar({ years: [{ year, holidays: { [`${year}-01-01`]: ['1월 1일'] } }] });
    expect(longer.isWorkingDay(`${year}-01-01`)).toBe(false);
    expect(longer.knownYears.to).toBe(year);
    expect(
      () => new BusinessCalendar({ years: [{ year, holidays: { '2026-01-01': ['1월 1일'] } }] }),
    ).toThrow(RangeError);
  });
});

describe('working days', () => {
  it('counts over Seollal 2026: five working days from Thursday 02-12 end on Tuesday 02-24', () => {
    expect(calendar.addWorkingDays('2026-02-12', 5)).toBe('2026-02-24');
    expect(calendar.workingDaysBetween('2026-02-12', '2026-02-24')).toBe(5);
  });

  it.each([-1, 1.5, Number.NaN])('refuses %s as a count', (count) => {
    expect(() => calendar.addWorkingDays('2026-02-12', count)).toThrow(RangeError);
  });

  it('adds and counts as inverses', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 60 }), (date, count) => {
        const end = calendar.addWorkingDays(date, count);
        expect(calendar.workingDaysBetween(date, end)).toBe(count);
        if (count > 0) expect(calendar.isWorkingDay(end)).toBe(true);
      }),
    );
  });

  it('adds in one step or in two', () => {
    fc.assert(
      fc.property(day, fc.nat(20), fc.nat(20), (date, first, second) => {
        expect(calendar.addWorkingDays(calendar.addWorkingDays(date, first), second)).toBe(
          calendar.addWorkingDays(date, first + second),
        );
      }),
    );
  });

  it('rolls forward to the nearest working day', () => {
    fc.assert(
      fc.property(day, (date) => {
        const rolled = calendar.rollForward(date);
        expect(calendar.isWorkingDay(rolled)).toBe(true);
        expect(rolled >= date).toBe(true);
        expect(calendar.rollForward(rolled)).toBe(rolled);
        for (let between = date; between < rolled; between = addDays(between, 1)) {
          expect(calendar.isWorkingDay(between)).toBe(false);
        }
      }),
    );
  });
});

describe('instants and days', () => {
  it('decides an instant in Seoul, not in UTC', () => {
    expect(dateOf(new Date('2026-03-02T14:59:59.999Z'))).toBe('2026-03-02');
    expect(dateOf(new Date('2026-03-02T15:00:00.000Z'))).toBe('2026-03-03');
    expect(startOf('2026-03-03').toISOString()).toBe('2026-03-02T15:00:00.000Z');
    expect(endOf('2026-03-03').toISOString()).toBe('2026-03-03T15:00:00.000Z');
  });

  it('puts each instant into exactly one day', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('2018-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }),
        (at) => {
          const date = dateOf(at);
          expect(startOf(date) <= at && at < endOf(date)).toBe(true);
          expect(plainDate(date).toString()).toBe(date);
        },
      ),
    );
  });
});
