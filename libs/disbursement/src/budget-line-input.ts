import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';

const slug = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be an id of a program definition');

/** A budget line by program and id. */
export const byLine = z.object({ program: slug, line: slug });

export const krw = z.int().min(1).max(1_000_000_000_000_000).describe('Whole KRW');

/** Text that people write; without resident registration numbers. */
export const reason = withoutResidentNumber(z.string().trim().min(1).max(4_000));
