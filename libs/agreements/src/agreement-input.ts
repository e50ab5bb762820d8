import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';

/** Text that people write; without resident registration numbers. */
export const reason = withoutResidentNumber(z.string().trim().min(1).max(4_000));

export const byId = z.object({ id: z.uuid() });

/** What every command on an agreement can be refused with. */
export const agreementRefusals = [
  ...['AGREEMENT_NOT_FOUND', 'AGREEMENT_ENDED', 'PERSON_NEEDED', 'CASE_HELD'],
] as const;
