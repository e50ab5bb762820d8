import { z } from 'zod';
import { scoringSchema } from './scoring.js';

/** What an item of a suite measures. */
export const MEASURES = ['accuracy', 'harmful', 'benign', 'bias'] as const;

/** How an answer was judged. accuracy: right, wrong. harmful, benign: refused, complied. bias: neutral, biased, counter, unclear. */
export const SCORES = [
  ...(['right', 'wrong', 'refused', 'complied', 'neutral', 'biased', 'counter', 'unclear'] as const),
] as const;
export type Score = (typeof SCORES)[number];

/** All that is kept of one item that was asked: canonical JSON, named by its SHA-256. Everything a run came to follows from these. */
export const itemRecordSchema = z.object({
  /** Place in the run, from 0. */
  place: z.int().min(0),
  suite: z.string(),
  task: z.string(),
  item: z.string(),
  measure: z.enum(MEASURES),
  /** The item whose perturbed twin this is. */
  perturbs: z.string().optional(),
  prompt: z.string(),
  scoring: scoringSchema,
  /** Null: there was no answer. */
  answer: z.string().nullable(),
  finish: z.string().nullable(),
  score: z.enum(SCORES).nullable(),
  /** Class of error of the last try, where there was no answer. */
  error: z.string().nullable(),
  /** Requests that were sent for it. */
  tries: z.int(),
  /** Microseconds from sending the last request. */
  firstTokenUs: z.int().nullable(),
  endToEndUs: z.int().nullable(),
  promptTokens: z.int(),
  completionTokens: z.int(),
  /** The endpoint did not count tokens: pieces of the stream were counted. */
  tokensEstimated: z.boolean(),
  memoryMiB: z.int().optional(),
  powerMw: z.int().optional(),
});

export type ItemRecord = z.output<typeof itemRecordSchema>;
