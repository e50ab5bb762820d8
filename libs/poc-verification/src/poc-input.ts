import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';

/** Text that people write; without resident registration numbers. */
export const words = (most: number) => withoutResidentNumber(z.string().trim().min(1).max(most));

export const byId = z.object({ id: z.uuid() });

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hex');

/** How applicants name the weights that are tested. */
export const modelDigest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hex digits')
  .describe('Digest of the weights, or of the manifest that names them');

/** What every command on a verification can be refused with. */
export const pocRefusals = ['POC_NOT_FOUND', 'POC_OVER', 'POC_RUNNING', 'CASE_HELD'] as const;
