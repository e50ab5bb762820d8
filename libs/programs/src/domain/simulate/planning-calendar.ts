import { BusinessCalendar, plainDate } from '@doyak/kernel/calendar';
import type { ProgramDefinition } from '../format/definition.js';

/** Years after the known ones that a simulation may reach into. */
const YEARS_AHEAD = 25;

/**
 * A calendar for planning: the program's overrides, and years that nobody announced yet taken as years without holidays.
 * Never for a legal deadline; what is computed beyond `knownTo` is marked approximate.
 */
export function planningCalendar(
  calendar: BusinessCalendar,
  definition: ProgramDefinition,
): { readonly calendar: BusinessCalendar; readonly knownTo: number } {
  const { to } = calendar.knownYears;
  const years = Array.from({ length: YEARS_AHEAD }, (_, ahead) => ({ year: to + 1 + ahead, holidays: {} }));
  const overrides = definition.calendar.overrides.filter(
    ({ date }) => plainDate(date).year <= to + YEARS_AHEAD,
  );
  return { calendar: calendar.with({ years, overrides }), knownTo: to };
}
