import { v5 as uuidv5 } from 'uuid';

const EVALUATIONS = '7d7a2b52-52fd-5a0b-8a3c-0b8f2d6f9c01';

/**
 * The evaluation of a stage's run: the same for whoever asks, so that a replay opens none twice. A stage whose context convenes its committee
 * again has more than one session.
 */
export function evaluationId(caseId: string, stage: string, run: number, session = 1): string {
  const place = `${caseId}:${stage}:${run}`;
  return uuidv5(session === 1 ? place : `${place}:${session}`, EVALUATIONS);
}

/** One step of a command over several evaluations, so that a repeat of the command repeats none of them. */
export const stepOf = (commandId: string, id: string): string => uuidv5(`${commandId}:${id}`, EVALUATIONS);

export const evaluationStream = (id: string) => `evaluation-${id}`;
/** What is declared of a person. */
export const relationsStream = (personId: string) => `relations-${personId}`;
