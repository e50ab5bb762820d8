import { z } from 'zod';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import { caseOutcome, id, localized, period, reasonCode } from './common.js';
import { expression } from './eligibility.js';

const awaited = z.strictObject({
  stage: id,
  outcomes: z.array(id).min(1).max(10),
});

const waitsFor = z
  .union([
    z.strictObject({ all: z.array(awaited).min(1).max(20) }),
    z.strictObject({ any: z.array(awaited).min(1).max(20) }),
  ])
  .meta({
    id: 'WaitsFor',
    description: 'Absent: the stage opens with the case. Stages that wait for the same run side by side.',
  });

const deadline = z
  .strictObject({
    within: period,
    reminders: z.array(z.int().min(1).max(365)).max(5).meta({ description: 'Calendar days before the end.' }),
    pausesForSupplement: z
      .boolean()
      .meta({ description: 'The clock stands still while the applicant owes a supplement.' }),
    whenPassed: z
      .union([z.strictObject({ outcome: id }), z.strictObject({ escalate: z.literal(true) })])
      .meta({
        description: 'The stage ends with that outcome, or the officer in charge is told and decides.',
      }),
  })
  .meta({ id: 'Deadline' });

const common = {
  id,
  title: localized,
  opens: z
    .enum(['automatic', 'by-operator'])
    .meta({ description: 'By itself once it may, or when an operator says so.' }),
  waitsFor: waitsFor.optional(),
  guard: expression
    .optional()
    .meta({ description: 'CEL; where it does not hold the stage ends "skipped" at once.' }),
  deadline: deadline.optional(),
  expected: z
    .strictObject({ least: period, most: period })
    .optional()
    .meta({ description: 'How long the stage takes as a rule; used by the simulation.' }),
  notices: z.record(id, id).optional().meta({ description: 'Outcome → notice that is sent.' }),
  ends: z
    .record(id, z.strictObject({ as: caseOutcome, reason: reasonCode.optional() }))
    .optional()
    .meta({
      description: 'Outcome → how the case ends. Every outcome ends the case or is waited for by a stage.',
    }),
};

/** One stage of a track, whatever its kind. */
export type Stage = z.output<z.ZodObject<typeof common>> & {
  readonly kind: string;
  readonly config: Readonly<Record<string, unknown>>;
};

/** Stages of the kinds given, told apart by `kind`. */
export function stageSchema(kinds: StageKinds): z.ZodType<Stage> {
  const options = kinds.all().map((kind) =>
    z
      .strictObject({
        kind: z.literal(kind.kind).meta({ description: kind.summary }),
        ...common,
        config: kind.config,
      })
      .meta({ id: `Stage_${kind.kind}`, title: kind.title.en, description: kind.summary }),
  );
  const [first, ...rest] = options;
  if (!first) throw new Error('There are no stage kinds');
  return z.discriminatedUnion('kind', [first, ...rest]) as unknown as z.ZodType<Stage>;
}
