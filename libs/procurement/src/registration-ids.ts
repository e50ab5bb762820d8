import { v5 as uuidv5 } from 'uuid';

const PROCUREMENT = '5b0c7c5e-3f0a-5d0e-9b1c-7f6f2f0d8a11';

/** The registration of a stage's run: the same for whoever asks, so that a replay opens none twice. */
export function registrationId(caseId: string, stage: string, run: number): string {
  return uuidv5(`${caseId}:${stage}:${run}`, PROCUREMENT);
}

/** The request to the procurement service that follows from a session of the committee. */
export function serviceReviewId(registration: string, session: number): string {
  return uuidv5(`${registration}:service:${session}`, PROCUREMENT);
}

/** The trial purchase of a stage's run. */
export function trialId(caseId: string, stage: string, run: number): string {
  return uuidv5(`${caseId}:${stage}:${run}:trial`, PROCUREMENT);
}

export const trialStream = (id: string) => `trial-purchase-${id}`;

export const registrationStream = (id: string) => `registration-${id}`;
