import type { Acceptance, DatasetRecord } from './run.events.js';

/** In what test data fall short of the definition, by code; compared as whole numbers. */
export function acceptanceFaults(figures: DatasetRecord['figures'], asked: Acceptance): string[] {
  const { tested, passed, cpkHundredths } = figures;
  const { leastYieldPercent, leastCpkHundredths, leastGoodDies } = asked;
  const faults: string[] = [];
  if (tested === 0) faults.push('NOTHING_TESTED');
  if (leastYieldPercent !== undefined && passed * 100 < tested * leastYieldPercent)
    faults.push('YIELD_TOO_LOW');
  if (leastGoodDies !== undefined && passed < leastGoodDies) faults.push('GOOD_DIES_TOO_FEW');
  // A Cpk is asked for: data without a measured test that has limits do not show it.
  if (leastCpkHundredths !== undefined && (cpkHundredths ?? -Infinity) < leastCpkHundredths)
    faults.push('CPK_TOO_LOW');
  return faults;
}
