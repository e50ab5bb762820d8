import { v5 as uuidv5 } from 'uuid';

const DISBURSEMENTS = '5d0b7c2e-51f5-5a0d-8d57-0b8f3c1e9a42';

/** The disbursement of a stage's run: the same for whoever asks. */
export const disbursementIdOf = (caseId: string, stage: string, run: number): string =>
  uuidv5(`${caseId}:${stage}:${run}`, DISBURSEMENTS);

/** The n-th payment order of a disbursement, from 1. */
export const orderIdOf = (disbursementId: string, number: number): string =>
  uuidv5(`${disbursementId}:${number}`, DISBURSEMENTS);

/** One run a value date (`YYYY-MM-DD`): what is released afterwards waits for the next. */
export const runIdOf = (valueDate: string): string => uuidv5(`run:${valueDate}`, DISBURSEMENTS);

/** One message of a bank, by its kind and the id that the bank gave it. */
export const bankFileIdOf = (kind: string, messageId: string): string =>
  uuidv5(`bank-file:${kind}:${messageId}`, DISBURSEMENTS);

/** The settlement of a stage's run. */
export const settlementIdOf = (caseId: string, stage: string, run: number): string =>
  uuidv5(`settlement:${caseId}:${stage}:${run}`, DISBURSEMENTS);

/** The demand that follows a settlement or the surcharge of a sanction. */
export const recoveryIdOf = (kind: 'settlement' | 'sanction', id: string): string =>
  uuidv5(`recovery:${kind}:${id}`, DISBURSEMENTS);

/** What a payer writes so that the bank's statement says what the money is for. */
export const referenceOf = (recoveryId: string): string => `R${recoveryId.replaceAll('-', '')}`;

/** The recovery that a text of a bank's entry names. */
export function recoveryOfReference(text: string): string | undefined {
  const parts =
    /(?:^|[^0-9a-z])r([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})(?![0-9a-z])/.exec(
      text.toLowerCase(),
    );
  return parts?.slice(1, 6).join('-');
}

/** Whose EndToEndId this is: it begins with the disbursement it belongs to. */
export function disbursementOfEndToEnd(endToEndId: string): string | undefined {
  const parts = /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})\d{3}$/.exec(endToEndId);
  return parts?.slice(1, 6).join('-');
}

export const disbursementStream = (id: string) => `disbursement-${id}`;
export const evidenceStream = (caseId: string) => `case-evidence-${caseId}`;
export const payeeAccountStream = (id: string) => `payee-account-${id}`;
export const paymentOfficersStream = (programId: string) => `payment-officers-${programId}`;
export const paymentRunStream = (id: string) => `payment-run-${id}`;
export const bankFileStream = (id: string) => `bank-file-${id}`;
export const settlementStream = (id: string) => `settlement-${id}`;
export const recoveryStream = (id: string) => `recovery-${id}`;
export const sanctionStream = (id: string) => `sanction-${id}`;
