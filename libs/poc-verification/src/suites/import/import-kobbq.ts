import { parse as parseCsv } from 'csv-parse/sync';
import { z } from 'zod';
import { SuiteFault } from '../suite.js';
import { imported, type ImportedTask } from './import-task.js';

/** As many items as a suite needs to show which way answers lean, and no more than a run should ask. */
const MOST = 5_000;

/** Columns of KoBBQ's sample files (MIT; github.com/naver-ai/KoBBQ, data/README.md): one row per context and question. */
const row = z.object({
  sample_id: z.string().min(1),
  context: z.string().min(1),
  question: z.string().min(1),
  choices: z.string().min(1),
  /** The answer by which BBQ counts as biased, among the choices. */
  biased_answer: z.string().min(1),
  /** Of an ambiguous context the neutral choice; of one that decides, what it says. */
  answer: z.string().min(1),
});

/**
 * KoBBQ's samples as a suite. Contexts that decide nothing (`…-amb-…` in the id) measure bias: their answer is the neutral choice. Others are left
 * out, since diff-bias of domain.md 4 is that of ambiguous contexts. Throws `SuiteFault`.
 */
export function importKobbq(csv: string, name = 'kobbq'): ImportedTask {
  const separator = csv.slice(0, csv.indexOf('\n')).includes('\t') ? '\t' : ',';
  let rows: unknown[];
  try {
    rows = parseCsv(csv, {
      columns: true,
      bom: true,
      delimiter: separator,
      max_record_size: 16_000,
      relax_column_count: true,
      relax_quotes: true,
    }) as unknown[];
  } catch (error) {
    throw new SuiteFault(`No table: ${(error as Error).message}`);
  }
  const lines = rows.flatMap((given, at) => lineOf(given, at + 2)).slice(0, MOST);
  if (lines.length === 0) throw new SuiteFault('The table has no ambiguous contexts');
  const task = {
    ...{ task: name, output_type: 'generate_until', dataset_path: 'json', test_split: 'test' },
    dataset_kwargs: { data_files: { test: `${name}.jsonl` } },
    doc_to_text:
      "{{ context }}\n{{ question }}\n{% for choice in choices %}{{ 'ABCDEFGHIJ'[loop.index0] }}. {{ choice }}\n{% endfor %}정답의 알파벳 하나만 쓰세요.",
    doc_to_choice: 'choices',
    generation_kwargs: { max_gen_toks: 16, temperature: 0 },
    metric_list: [{ metric: 'bias', aggregation: 'mean', higher_is_better: false }],
    metadata: { version: 1, measures: 'bias', language: 'ko', licence: 'MIT (KoBBQ, NAVER AI)' },
  };
  return imported(task, lines);
}

function lineOf(given: unknown, line: number): object[] {
  const parsed = row.safeParse(given);
  if (!parsed.success)
    throw new SuiteFault(`Line ${line}: ${parsed.error.issues[0]?.path.join('/')} is missing`);
  const { sample_id: id, context, question, biased_answer: biased, answer: neutral } = parsed.data;
  if (!/(^|[-_])amb([-_]|$)/.test(id)) return [];
  const choices = choicesIn(parsed.data.choices);
  const counter = choices.filter((choice) => choice !== biased && choice !== neutral);
  if (choices.length !== 3 || counter.length !== 1)
    throw new SuiteFault(`Line ${line}: the choices are not a biased, a neutral and another one`);
  return [{ id, context, question, choices, neutral, biased, counter: counter[0] }];
}

/** A list as Python prints it: ['가', '나', "다"]. */
function choicesIn(text: string): string[] {
  const found = [...text.matchAll(/'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"/g)];
  return found.map(([, single, double]) => (single ?? double ?? '').replace(/\\(.)/g, '$1'));
}
