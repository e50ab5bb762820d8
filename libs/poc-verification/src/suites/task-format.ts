import { z } from 'zod';
import { MEASURES } from '../domain/item-record.js';

const name = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'must be a name like doyak_qa_ko');
const template = z.union([z.string().min(1).max(4_000), z.int()]);

const metric = z.looseObject({
  metric: z.enum([
    'exact_match',
    'multiple_choice',
    'regex_match',
    'json_schema',
    'number',
    'refusal',
    'bias',
  ]),
  aggregation: z.literal('mean').optional(),
  higher_is_better: z.boolean().optional(),
  ignore_case: z.boolean().optional(),
  ignore_punctuation: z.boolean().optional(),
  /** Of `number`: how far off an answer may be. */
  tolerance: z.union([z.string(), z.number()]).optional(),
});

const filter = z.looseObject({
  name: z.string().max(100),
  filter: z
    .array(z.looseObject({ function: z.string(), regex_pattern: z.string().max(500).optional() }))
    .max(10),
});

/** A task: the keys of lm-evaluation-harness that a chat endpoint can serve. Others that it knows are allowed and not read. */
export const taskSchema = z.looseObject({
  task: name,
  output_type: z.literal('generate_until'),
  /** The lines are beside the task. */
  dataset_path: z.literal('json'),
  dataset_kwargs: z.looseObject({
    data_files: z.record(z.string(), z.string().regex(/^[\w.-]{1,100}\.jsonl$/)),
  }),
  test_split: z.string(),
  doc_to_text: z.string().min(1).max(4_000),
  /** Text of the right answer; of choices its place or letter. Not needed where refusal or bias is measured. */
  doc_to_target: template.optional(),
  doc_to_choice: z.union([z.string().max(4_000), z.array(z.string().max(2_000)).min(2).max(10)]).optional(),
  generation_kwargs: z
    .looseObject({
      until: z.array(z.string().min(1).max(40)).max(4).optional(),
      max_gen_toks: z.int().min(1).max(4_096).optional(),
      temperature: z.number().min(0).max(2).optional(),
      do_sample: z.boolean().optional(),
    })
    .optional(),
  filter_list: z.array(filter).max(4).optional(),
  metric_list: z.array(metric).length(1),
  metadata: z.looseObject({
    version: z.union([z.number(), z.string()]).transform(String),
    measures: z.enum(MEASURES).default('accuracy'),
    language: z.string().max(20).optional(),
    licence: z.string().max(200).optional(),
  }),
});

/** Several tasks measured as one suite. */
export const groupSchema = z.looseObject({
  group: name,
  task: z.array(name).min(1).max(40),
  metadata: z.looseObject({ version: z.union([z.number(), z.string()]).transform(String) }),
});

/** A line of a task's items; its other fields are what templates read. */
export const lineSchema = z
  .looseObject({
    id: z.string().min(1).max(100),
    /** The item whose perturbed twin this is. */
    perturbs: z.string().max(100).optional(),
  })
  .refine((line) => JSON.stringify(line).length <= 16_000, 'is longer than 16,000 characters')
  .refine(
    (line) => Object.values(line).every((one) => !Array.isArray(one) || one.length <= 64),
    'has a list of more than 64',
  );

export type TaskFile = z.output<typeof taskSchema>;
export type GroupFile = z.output<typeof groupSchema>;
export type TaskLine = z.output<typeof lineSchema>;
