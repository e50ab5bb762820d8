import { v5 as uuidv5 } from 'uuid';

const SELECTIONS = '0c1f6d1e-8f0b-5a7e-9a35-64f1c0b7a201';
const OBJECTIONS = '0c1f6d1e-8f0b-5a7e-9a35-64f1c0b7a202';

/** The selection of a round's track: the same for whoever asks. */
export function selectionId(of: { roundId: string; track: string; stage: string }): string {
  return uuidv5(`${of.roundId}:${of.track}:${of.stage}`, SELECTIONS);
}

/** The objection of a run of an objection stage. */
export function objectionId(caseId: string, stage: string, run: number): string {
  return uuidv5(`${caseId}:${stage}:${run}`, OBJECTIONS);
}

export const selectionStream = (id: string) => `selection-${id}`;
export const objectionStream = (id: string) => `objection-${id}`;
export const noticesStream = (caseId: string) => `notices-${caseId}`;
