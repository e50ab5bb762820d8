import type { MeasuredSuite } from '../domain/figures-of.js';
import type { PocTerms } from '../domain/poc.events.js';
import type { Attempt } from '../domain/poc.state.js';

/** The suites of an attempt with the thresholds of the definition; those measured beside have none. */
export function measuredSuites(terms: PocTerms, { suites }: Pick<Attempt, 'suites'>): MeasuredSuite[] {
  return suites.map(({ task, decides }) => ({
    task,
    thresholds: decides ? (terms.suites.find((one) => one.task === task)?.thresholds ?? []) : [],
  }));
}
