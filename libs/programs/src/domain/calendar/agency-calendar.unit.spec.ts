import { fold } from '@doyak/kernel/decider';
import { given } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import { agencyCalendar, type AgencyCalendarEvent } from './agency-calendar.js';

const now = new Date('2026-03-02T16:00:00Z');
const day = { date: '2026-03-05', holiday: true, name: '임시공휴일' };
const declared: AgencyCalendarEvent = { type: 'CalendarDayDeclared', data: day };

describe('The calendar of the agency', () => {
  it('takes days in, once, as they were named last, and gives them back', () => {
    given(agencyCalendar)
      .when({ type: 'DeclareDay', ...day, now })
      .then(declared);
    given(agencyCalendar, [declared])
      .when({ type: 'DeclareDay', ...day, now })
      .then();
    const renamed = { ...day, holiday: false, name: '근무일' };
    given(agencyCalendar, [declared])
      .when({ type: 'DeclareDay', ...renamed, now })
      .then({ type: 'CalendarDayDeclared', data: renamed });
    const withdrawn: AgencyCalendarEvent = { type: 'CalendarDayWithdrawn', data: { date: day.date } };
    given(agencyCalendar, [declared]).when({ type: 'WithdrawDay', date: day.date, now }).then(withdrawn);
    expect(fold(agencyCalendar, [declared, withdrawn]).days).toEqual({});
    given(agencyCalendar, [declared, withdrawn])
      .when({ type: 'WithdrawDay', date: day.date, now })
      .thenRefuses('CALENDAR_DAY_UNKNOWN');
  });

  it('takes in no day that is over in Seoul', () => {
    given(agencyCalendar)
      .when({ type: 'DeclareDay', ...day, date: '2026-03-02', now })
      .thenRefuses('CALENDAR_DAY_OVER');
    given(agencyCalendar)
      .when({ type: 'DeclareDay', ...day, date: '2026-03-03', now })
      .then({ type: 'CalendarDayDeclared', data: { ...day, date: '2026-03-03' } });
    given(agencyCalendar, [declared])
      .when({ type: 'WithdrawDay', date: day.date, now: new Date('2026-03-06T00:00:00Z') })
      .thenRefuses('CALENDAR_DAY_OVER');
  });

  it('has room for a thousand days', () => {
    const full = Array.from({ length: 1_000 }, (_, at): AgencyCalendarEvent => {
      const date = new Date(Date.UTC(2027, 0, 1 + at)).toISOString().slice(0, 10);
      return { type: 'CalendarDayDeclared', data: { ...day, date } };
    });
    given(agencyCalendar, full)
      .when({ type: 'DeclareDay', ...day, now })
      .thenRefuses('CALENDAR_FULL');
  });
});
