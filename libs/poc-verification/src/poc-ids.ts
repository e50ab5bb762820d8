import { v5 as uuidv5 } from 'uuid';

const POCS = '5a0c9a4e-6c0b-5d3e-8f55-2f6a0a7c1d42';

/** The verification of a stage's run: the same for whoever asks. */
export function pocId(caseId: string, stage: string, run: number): string {
  return uuidv5(`${caseId}:${stage}:${run}`, POCS);
}

/** The review that carries an attempt out. */
export function attemptReviewId(poc: string, attempt: number): string {
  return uuidv5(`${poc}:attempt:${attempt}`, POCS);
}

export const pocStream = (id: string) => `poc-${id}`;

/** The test report of a stage's run. */
export function testReportId(caseId: string, stage: string, run: number): string {
  return uuidv5(`test-report:${caseId}:${stage}:${run}`, POCS);
}

/** The review in which a laboratory is asked for it. */
export const testReportReviewId = (id: string) => uuidv5(`${id}:review`, POCS);

export const testReportStream = (id: string) => `test-report-${id}`;
