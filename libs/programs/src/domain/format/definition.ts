import { z } from 'zod';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import { committee } from './committee.js';
import { day, id, krw, localized, period, reasonCode } from './common.js';
import { eligibilityRule } from './eligibility.js';
import { facts } from './facts.js';
import { notice } from './notice.js';
import { trackSchema } from './track.js';

export const FORMAT = 'doyak/program@1';

const program = z.strictObject({
  id,
  title: localized,
  summary: localized,
  agency: localized.meta({ description: 'The agency that runs the program (전담기관).' }),
  legalBasis: z.array(localized).min(1).max(20),
  targets: z
    .array(
      z.strictObject({
        id,
        title: localized,
        unit: z.enum(['krw', 'count', 'percent']),
        baseline: z.int().min(0),
        target: z.int().min(0),
        by: z.int().min(2020).max(2100),
      }),
    )
    .max(40)
    .optional()
    .meta({ description: 'What the program is measured against.' }),
  reasonCodes: z
    .array(z.strictObject({ code: reasonCode, title: localized }))
    .max(40)
    .optional()
    .meta({ description: 'Reason codes besides the built-in ones.' }),
});

const calendar = z.strictObject({
  zone: z.literal('Asia/Seoul'),
  overrides: z
    .array(z.strictObject({ date: day, holiday: z.boolean(), name: z.string().min(1).max(120) }))
    .max(200)
    .meta({ description: 'Days that differ from the official gazette.' }),
});

const budget = z.strictObject({
  total: krw.meta({ description: 'Whole KRW; the sum of the lines.' }),
  lines: z
    .array(
      z.strictObject({
        id,
        title: localized,
        amount: krw,
        source: z.enum([
          'government',
          'local-government',
          'large-company',
          'guarantee-fund',
          'fund-of-funds',
        ]),
      }),
    )
    .min(1)
    .max(60),
});

/** Zod schema of a program definition over the stage kinds given: the one source of types, JSON Schema and reference. */
export function definitionSchema(kinds: StageKinds) {
  return z
    .strictObject({
      format: z.literal(FORMAT),
      program,
      calendar,
      budget,
      round: z.strictObject({
        applicationWindow: period.meta({
          description: 'How long applications are open; policy, 2 to 4 weeks.',
        }),
        extensions: z.int().min(0).max(3).meta({ description: 'How often a round may be extended.' }),
      }),
      facts,
      eligibility: z.array(eligibilityRule).max(50).meta({ description: 'Rules shared by all tracks.' }),
      committees: z.array(committee).max(20),
      notices: z.array(notice).max(60),
      tracks: z.array(trackSchema(kinds)).min(1).max(40),
    })
    .meta({ id: 'ProgramDefinition', title: 'Doyak program definition' });
}

export type ProgramDefinition = z.output<ReturnType<typeof definitionSchema>>;
