import { z } from 'zod';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/);
const version = z.int().min(1).max(999_999);
const reason = z.string().trim().min(1).max(1_000);
/** At most this many names in one plan. */
const few = <Value extends z.ZodType>(value: Value) =>
  z.record(name, value).refine((map) => Object.keys(map).length <= 200, 'must have at most 200 entries');
const factName = z.string().regex(/^[a-z][A-Za-z0-9]{0,62}$/);

/** A plan as people write it, over HTTP or in a file. */
export const migrationInput = z.strictObject({
  programId: name,
  fromVersion: version,
  toVersion: version,
  tracks: few(name).default({}).describe('Old track → new track; others keep their names'),
  stages: few(few(name.nullable()))
    .default({})
    .describe('Old track → old stage → new stage, or null: given up; others keep their names'),
  anew: few(z.array(name).max(200))
    .default({})
    .describe('Old track → open stages that are begun anew; others are finished under their old rules'),
  values: few(z.record(factName, z.json()))
    .default({})
    .describe('New track → facts set on each case that moves'),
  stay: z.array(z.uuid()).max(10_000).default([]).describe('Cases that stay on the old version'),
  reason,
});
