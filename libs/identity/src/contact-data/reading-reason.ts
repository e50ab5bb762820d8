import { Refusal } from '@doyak/kernel/decider';
import { z } from 'zod';

/** Why somebody takes personal data of others along, or has it shown unmasked. */
export const readingReason = z.string().trim().min(1).max(500);

/** Where only some readers owe a reason. Refusal: READING_REASON_NEEDED. */
export function givenReason(reason: string | undefined, what: string): string {
  if (reason === undefined)
    throw new Refusal('rule', 'READING_REASON_NEEDED', `Say in \`reason\` why ${what} is needed`);
  return reason;
}
