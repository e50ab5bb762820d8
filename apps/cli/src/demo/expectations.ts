import type { Summary } from './summary.js';

/** The least that a run must come to; later parts add theirs. */
export const LEAST: Summary = {
  applications: 60,
  tracks: 9,
  ineligible: 5,
  supplemented: 5,
  withdrawn: 4,
  events: 1_000,
  logSize: 1_000,
};

/** What is missing in a run, in sentences; empty: nothing is. */
export function missingIn(summary: Summary): string[] {
  const short = (Object.keys(LEAST) as (keyof Summary)[])
    .filter((figure) => !(summary[figure] >= LEAST[figure]))
    .map((figure) => `${figure}: ${summary[figure]}, expected are ${LEAST[figure]} at least`);
  const differs =
    summary.events === summary.logSize
      ? []
      : [`events: ${summary.events} were read, the log has ${summary.logSize}`];
  return [...short, ...differs];
}
