import { type Decider, defineEvents, event, type EventsOf, Refusal } from '@doyak/kernel/decider';
import { dateOf, type HolidayOverride } from '@doyak/kernel/calendar';
import { z } from 'zod';

const date = z.iso.date();

export const agencyCalendarEvents = defineEvents(
  event('CalendarDayDeclared', {
    stored: 'programs.calendar-day-declared',
    version: 1,
    schema: z.object({ date, holiday: z.boolean(), name: z.string() }),
  }),
  event('CalendarDayWithdrawn', {
    stored: 'programs.calendar-day-withdrawn',
    version: 1,
    schema: z.object({ date }),
  }),
);
export type AgencyCalendarEvent = EventsOf<typeof agencyCalendarEvents>;

/** Days by their date. */
interface AgencyCalendar {
  readonly days: Readonly<Record<string, HolidayOverride>>;
}

export type AgencyCalendarCommand =
  ({ type: 'DeclareDay' } & HolidayOverride) | { type: 'WithdrawDay'; date: string };

export const AGENCY_CALENDAR = 'agency-calendar';
const MOST_DAYS = 1_000;

/**
 * Days that the agency declares for all its programs (임시공휴일, 기관 휴무일): a holiday announced after the gazette, or a working day where the list has a
 * holiday. What is over is not declared any more: deadlines that have passed have passed.
 */
export const agencyCalendar: Decider<AgencyCalendar, AgencyCalendarCommand, AgencyCalendarEvent> = {
  name: 'agency-calendar',
  initialState: { days: {} },
  evolve: ({ days }, event) => {
    const { date } = event.data;
    if (event.type === 'CalendarDayDeclared') return { days: { ...days, [date]: event.data } };
    return { days: Object.fromEntries(Object.entries(days).filter(([one]) => one !== date)) };
  },
  decide: (command, { days }) => {
    const { date, now } = command;
    if (date < dateOf(now))
      throw new Refusal('rule', 'CALENDAR_DAY_OVER', 'The day is over', [
        { pointer: '/date', code: 'OVER', detail: 'has passed' },
      ]);
    const known = Object.hasOwn(days, date) ? days[date] : undefined;
    if (command.type === 'WithdrawDay') {
      if (!known) throw new Refusal('not-found', 'CALENDAR_DAY_UNKNOWN', 'The agency declared no such day');
      return [{ type: 'CalendarDayWithdrawn', data: { date } }];
    }
    const { holiday, name } = command;
    if (known?.holiday === holiday && known.name === name) return [];
    if (!known && Object.keys(days).length >= MOST_DAYS)
      throw new Refusal('rule', 'CALENDAR_FULL', `The agency declares at most ${MOST_DAYS} days`);
    return [{ type: 'CalendarDayDeclared', data: { date, holiday, name } }];
  },
};
