import { v5 as uuidv5 } from 'uuid';

const REVIEWS = '0f6d3c1e-2b4a-5c39-8f07-6a1d9b2e4c55';

/** The review of a stage's run: the same for whoever asks, so that a replay opens none twice. */
export function reviewId(caseId: string, stage: string, run: number): string {
  return uuidv5(`${caseId}:${stage}:${run}`, REVIEWS);
}

/** A step's run; each run has a history of its own. */
export function stepId(review: string, step: string, run: number): string {
  return uuidv5(`${review}:${step}:${run}`, REVIEWS);
}

/** Id that follows from others, for commands and requests that are given once. */
export function derivedId(...parts: readonly (string | number)[]): string {
  return uuidv5(parts.join(':'), REVIEWS);
}

export const reviewStream = (id: string) => `review-${id}`;
export const stepStream = (id: string) => `review-step-${id}`;

/** Who does the tasks of a person for a while. */
export const substitutesStream = (personId: string) => `review-substitute-${personId}`;
