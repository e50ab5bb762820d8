import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';
import { GATES } from './domain/gates.js';

/** Text that people write; without resident registration numbers. */
export const reason = withoutResidentNumber(z.string().trim().min(1).max(4_000));

export const byId = z.object({ id: z.uuid() });
export const gate = z.enum(GATES);

/** Whole KRW, as far as additions stay exact. */
export const krw = z.int().min(0).max(100_000_000_000_000);

/** Amounts by cost item. */
export const items = (least: number) =>
  z
    .array(z.object({ item: z.string().min(1).max(40), amount: krw }))
    .min(least)
    .max(40);

/** What every command on a run can be refused with. */
export const runRefusals = ['RUN_NOT_FOUND', 'RUN_ENDED', 'PERSON_NEEDED', 'CASE_HELD'] as const;

export const fundingRefusals = [
  ...(['CO_FUNDING_NOT_FOUND', 'CO_FUNDING_ENDED', 'PERSON_NEEDED', 'CASE_HELD'] as const),
] as const;
