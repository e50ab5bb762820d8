import { v5 as uuidv5 } from 'uuid';

const AGREEMENTS = '0c1f6d1e-8f0b-5a7e-9a35-64f1c0b7a203';

/** The agreement of a stage's run: the same for whoever asks. */
export function agreementId(caseId: string, stage: string, run: number): string {
  return uuidv5(`${caseId}:${stage}:${run}`, AGREEMENTS);
}

export const agreementStream = (id: string) => `agreement-${id}`;
