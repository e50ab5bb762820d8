import { z } from 'zod';
import { krw } from './budget-line-input.js';

export const byId = z.object({ id: z.uuid() });
export const byOrder = z.object({ id: z.uuid(), order: z.uuid() });
export const byTranche = z.object({
  id: z.uuid(),
  tranche: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be an id of a program definition'),
});

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex');
export const day = z.iso
  .date()
  // What PostgreSQL and a bank both know as a day.
  .refine((text) => text >= '2000-01-01' && text < '2200-01-01', 'must be a day from 2000 to 2199')
  .describe('Day in Seoul');

/** What a claim or a report says of one expense. */
export const costLine = z.strictObject({
  item: z.string().trim().min(1).max(63).describe('Cost item (비목)'),
  amount: krw,
  evidence: z.array(sha256).min(1).max(50).describe('Papers of the case that prove it'),
});

/** What every command about a disbursement can be refused with. */
export const disbursementRefusals = [
  ...[
    'DISBURSEMENT_NOT_FOUND',
    'DISBURSEMENT_STOPPED',
    'PERSON_NEEDED',
    'CASE_HELD',
    'AGREEMENT_NOT_IN_FORCE',
  ],
] as const;

/** What every command of an officer about money can be refused with. */
export const officerRefusals = [...disbursementRefusals, 'OWN_APPLICATION'] as const;
export const orderRefusals = [...officerRefusals, 'PAYMENT_ORDER_NOT_FOUND', 'PAYMENT_ORDER_NOT_SO'] as const;

export const byProgram = z.object({
  program: z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be an id of a program definition'),
});
export const duty = z.enum(['check', 'release']);
