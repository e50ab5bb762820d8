import { parse } from 'yaml';
import { SuiteFault } from '../suite.js';
import { imported, type ImportedTask, linesOf } from './import-task.js';

/** Metrics of lm-evaluation-harness that generated answers are judged by, and those of suites. */
const METRICS: Readonly<Record<string, string>> = { exact_match: 'exact_match', acc: 'exact_match' };

/**
 * A generate-type task of lm-evaluation-harness with the items of its test split. What only Python can do (`!function`, `process_docs`) is refused,
 * and so are tasks that need probabilities of prompts. Throws `SuiteFault`.
 */
export function importLmEval(yaml: string, items: string): ImportedTask {
  if (/!function\b/.test(yaml)) throw new SuiteFault('The task calls Python functions');
  const task = parse(yaml, { maxAliasCount: 20, logLevel: 'silent' }) as Record<string, unknown> | null;
  if (typeof task !== 'object' || task === null || typeof task['task'] !== 'string')
    throw new SuiteFault('The file holds no task');
  const { output_type = 'generate_until', include, process_docs, fewshot_split: _shots, ...rest } = task;
  if (output_type !== 'generate_until') throw new SuiteFault(`The task is of type ${String(output_type)}`);
  if (include !== undefined || process_docs !== undefined)
    throw new SuiteFault('The task includes another file or processes its items in Python');
  const name = task['task'].toLowerCase().replace(/[^a-z0-9_-]/g, '_');
  const lines = linesOf(items).map((line, at) => ({ ...line, id: String(line['id'] ?? at + 1) }));
  const made = {
    ...rest,
    ...{ task: name, output_type, dataset_path: 'json', test_split: 'test' },
    dataset_kwargs: { data_files: { test: `${name}.jsonl` } },
    generation_kwargs: generationOf(task['generation_kwargs']),
    metric_list: [metricOf(task['metric_list'])],
    metadata: { version: 1, ...(task['metadata'] as object | undefined), measures: 'accuracy' },
  };
  return imported(made, lines);
}

function generationOf(given: unknown): Record<string, unknown> {
  const { until, max_gen_toks, temperature, do_sample } = (given ?? {}) as Record<string, unknown>;
  const stops = [until ?? []].flat().slice(0, 4);
  return {
    ...(stops.length > 0 && { until: stops }),
    ...(max_gen_toks !== undefined && { max_gen_toks }),
    ...(temperature !== undefined && { temperature }),
    ...(do_sample !== undefined && { do_sample }),
  };
}

/** The first that can be used; where several are named they measure the same answers. */
function metricOf(given: unknown): Record<string, unknown> {
  const list = Array.isArray(given) ? (given as Record<string, unknown>[]) : [];
  const found = list.find(({ metric }) => Object.hasOwn(METRICS, String(metric)));
  if (!found)
    throw new SuiteFault(`None of its metrics can be used; known are ${Object.keys(METRICS).join(', ')}`);
  const { metric, ignore_case = false, ignore_punctuation = false } = found;
  return {
    metric: METRICS[String(metric)],
    aggregation: 'mean',
    higher_is_better: true,
    ignore_case,
    ignore_punctuation,
  };
}
