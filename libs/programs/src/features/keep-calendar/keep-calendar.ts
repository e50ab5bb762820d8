import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import {
  AGENCY_CALENDAR,
  agencyCalendar,
  type AgencyCalendarCommand,
} from '../../domain/calendar/agency-calendar.js';

/**
 * Declares a day for all programs of the agency, or withdraws it; open deadlines that reach so far move. Refusals: CALENDAR_DAY_OVER,
 * CALENDAR_DAY_UNKNOWN, CALENDAR_FULL.
 */
export class KeepCalendar extends Command<Appended> {
  constructor(
    readonly change: AgencyCalendarCommand,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(KeepCalendar)
export class KeepCalendarHandler implements ICommandHandler<KeepCalendar> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ change, context }: KeepCalendar): Promise<Appended> {
    return this.store.decide(AGENCY_CALENDAR, agencyCalendar, change, context);
  }
}
