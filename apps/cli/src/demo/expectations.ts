import type { Summary } from './summary.js';

/** The least that a run must come to; later parts add theirs. */
export const LEAST: Omit<Summary, 'trialBalance'> = {
  applications: 64,
  tracks: 9,
  ineligible: 10,
  supplemented: 7,
  withdrawn: 5,
  recusals: 1,
  objectionsAccepted: 2,
  reservesMovedUp: 1,
  agreements: 13,
  designated: 2,
  webhooksDelivered: 15,
  receipts: 15,
  callbacks: 5,
  tranchesPaid: 6,
  paymentsReturned: 1,
  pocPassed: 2,
  pocRetested: 1,
  prototypeRunsAccepted: 2,
  respins: 1,
  events: 4_000,
  logSize: 4_000,
};

/** What is missing in a run, in sentences; empty: nothing is. */
export function missingIn(summary: Summary): string[] {
  const short = (Object.keys(LEAST) as (keyof typeof LEAST)[])
    .filter((figure) => !(summary[figure] >= LEAST[figure]))
    .map((figure) => `${figure}: ${summary[figure]}, expected are ${LEAST[figure]} at least`);
  const differs =
    summary.events === summary.logSize
      ? []
      : [`events: ${summary.events} were read, the log has ${summary.logSize}`];
  const unreceipted = summary.webhooksDelivered - summary.receipts;
  const silent = unreceipted === 0 ? [] : [`receipts: ${unreceipted} messages were delivered and have none`];
  const { trialBalance } = summary;
  const unbalanced = trialBalance === 0 ? [] : [`trialBalance: ${trialBalance}, expected is 0`];
  return [...short, ...unbalanced, ...differs, ...silent];
}
