import { z } from 'zod';
import { reason } from '../budget-line-input.js';
import { day, sha256 } from '../disbursement-input.js';

/** Whole KRW, none included. */
export const none = z.int().min(0).max(1_000_000_000_000_000).describe('Whole KRW');
export const reasonBody = z.object({ reason });
export const costs = z
  .array(
    z.strictObject({
      item: z.string().trim().min(1).max(63).describe('Cost item (비목)'),
      amount: z.int().min(1).max(1_000_000_000_000_000).describe('Whole KRW'),
      paidOn: day,
      refundableVat: none.default(0).describe('Part that the tax office returns (환급 부가가치세)'),
      evidence: z.array(sha256).min(1).max(50).describe('Papers of the case that prove it'),
    }),
  )
  .max(500);

export const settlementRefusals = [
  ...['SETTLEMENT_NOT_FOUND', 'SETTLEMENT_NOT_SO', 'PERSON_NEEDED'],
] as const;
export const assessRefusals = [...settlementRefusals, 'OWN_APPLICATION'] as const;
export const recoveryRefusals = [
  ...['RECOVERY_NOT_FOUND', 'RECOVERY_NOT_SO', 'PERSON_NEEDED', 'OWN_APPLICATION'],
] as const;
export const sanctionRefusals = [
  ...['SANCTION_NOT_FOUND', 'SANCTION_NOT_SO', 'PERSON_NEEDED', 'OWN_APPLICATION'],
] as const;
