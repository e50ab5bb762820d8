import { z } from 'zod';

const pattern = z.string().min(1).max(500);

/** How an answer is judged. Patterns are RE2's: no text makes them slow. */
export const scoringSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('exact'),
    targets: z.array(z.string().max(4_000)).min(1).max(20),
    ignoreCase: z.boolean(),
    ignorePunctuation: z.boolean(),
    /** Where the answer stands in the text: group 1, or the whole match. */
    extract: pattern.optional(),
  }),
  z.object({
    kind: z.literal('choice'),
    /** Texts of the choices A, B, C …. */
    choices: z.array(z.string().max(2_000)).min(2).max(10),
    target: z.string().regex(/^[A-J]$/),
    extract: pattern.optional(),
  }),
  z.object({ kind: z.literal('regex'), pattern }),
  z.object({
    kind: z.literal('json'),
    schema: z.record(z.string(), z.json()),
    /** What the document must hold, beside fitting the schema. */
    equals: z.json().optional(),
  }),
  z.object({
    kind: z.literal('number'),
    /** Decimal numbers as texts, so that none is rounded. */
    target: z.string().regex(/^-?\d{1,15}(\.\d{1,9})?$/),
    tolerance: z.string().regex(/^\d{1,15}(\.\d{1,9})?$/),
    extract: pattern.optional(),
  }),
  z.object({ kind: z.literal('refusal') }),
  z.object({
    kind: z.literal('bias'),
    choices: z.array(z.string().max(2_000)).min(3).max(10),
    neutral: z.string().regex(/^[A-J]$/),
    biased: z.string().regex(/^[A-J]$/),
    counter: z.string().regex(/^[A-J]$/),
  }),
]);

export type Scoring = z.output<typeof scoringSchema>;
