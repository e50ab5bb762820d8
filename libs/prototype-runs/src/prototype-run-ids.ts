import { v5 as uuidv5 } from 'uuid';

const RUNS = '5b1f7c0a-9d3e-5e61-8c42-7f0a1c9d6e25';

/** The prototype run of a stage's run: the same for whoever asks. */
export const runIdOf = (caseId: string, stage: string, run: number) =>
  uuidv5(`run:${caseId}:${stage}:${run}`, RUNS);
export const fundingIdOf = (caseId: string, stage: string, run: number) =>
  uuidv5(`co-funding:${caseId}:${stage}:${run}`, RUNS);
/** The review in which a partner is asked about an attempt at a gate. */
export const askIdOf = (runId: string, cycle: number, gate: string, attempt: number) =>
  uuidv5(`ask:${runId}:${cycle}:${gate}:${attempt}`, RUNS);

export const runStream = (id: string) => `prototype-run-${id}`;
export const fundingStream = (id: string) => `co-funding-${id}`;
