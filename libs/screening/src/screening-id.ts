import { v5 as uuidv5 } from 'uuid';

const SCREENINGS = '5d1b8f0e-6c0a-5a43-9a59-2f1f6c7e4b10';

/** The screening of a stage's run: the same for whoever asks, so that a replay opens none twice. */
export function screeningId(caseId: string, stage: string, run: number): string {
  return uuidv5(`${caseId}:${stage}:${run}`, SCREENINGS);
}

export const screeningStream = (id: string) => `screening-${id}`;
