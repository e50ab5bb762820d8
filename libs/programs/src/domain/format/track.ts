import { z } from 'zod';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import { application } from './application-form.js';
import { id, krw, localized } from './common.js';
import { eligibilityRule } from './eligibility.js';
import { stageSchema } from './stage.js';

/** A track (분야): what is asked of whom, and the way of a case from screening to its end. */
export function trackSchema(kinds: StageKinds) {
  return z
    .strictObject({
      id,
      title: localized,
      code: z
        .string()
        .regex(/^[A-Z]{2,4}$/)
        .meta({ description: 'Part of the readable case number: 2026-FAB-000123.' }),
      applicants: z
        .array(z.enum(['company', 'person']))
        .min(1)
        .max(2),
      regions: z
        .array(id)
        .max(20)
        .optional()
        .meta({ description: 'Regions the track is meant for; absent: all.' }),
      funding: z
        .array(z.strictObject({ line: id, amount: krw }))
        .max(20)
        .meta({
          description: "The track's part of each budget line. All tracks together use each line up exactly.",
        }),
      application,
      exemptFrom: z
        .array(id)
        .max(50)
        .optional()
        .meta({ description: 'Shared eligibility rules that do not apply here.' }),
      eligibility: z.array(eligibilityRule).max(50),
      stages: z.array(stageSchema(kinds)).min(1).max(40),
      keepApart: z
        .array(z.tuple([id, id]))
        .max(40)
        .meta({ description: 'Pairs of stages that no one person may both decide.' }),
    })
    .meta({ id: 'Track' });
}

export type Track = z.output<ReturnType<typeof trackSchema>>;
