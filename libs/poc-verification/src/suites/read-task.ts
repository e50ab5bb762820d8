import { type Scoring, scoringSchema } from '../domain/scoring.js';
import { patternOf } from './scoring/extract.js';
import { schemaOf } from './scoring/json-answer.js';
import { type Generation, SuiteFault, type SuiteItem } from './suite.js';
import { lineSchema, taskSchema, type TaskFile, type TaskLine } from './task-format.js';
import { taskTemplate } from './task-template.js';

const MOST_ITEMS = 100_000;
const LETTERS = 'ABCDEFGHIJ';

/** Makes items of a task and its lines. Pure; throws `SuiteFault`. */
export function readTask(yaml: unknown, jsonl: string, file: string): { task: TaskFile; items: SuiteItem[] } {
  const parsed = taskSchema.safeParse(yaml);
  if (!parsed.success) throw new SuiteFault(`${file}: ${firstOf(parsed.error)}`);
  const task = parsed.data;
  const make = itemMaker(task, file);
  const items = linesOf(jsonl, file).map(({ line, at }) => {
    try {
      return make(line);
    } catch (error) {
      throw new SuiteFault(`${file}, item ${line.id} (line ${at}): ${(error as Error).message}`);
    }
  });
  refuseDoubles(items, file);
  return { task, items };
}

function linesOf(jsonl: string, file: string): { line: TaskLine; at: number }[] {
  const lines = jsonl.split('\n').map((text, index) => ({ text: text.trim(), at: index + 1 }));
  const full = lines.filter(({ text }) => text !== '');
  if (full.length > MOST_ITEMS) throw new SuiteFault(`${file}: more than ${MOST_ITEMS} items`);
  return full.map(({ text, at }) => {
    let read: unknown;
    try {
      read = JSON.parse(text);
    } catch {
      throw new SuiteFault(`${file}, line ${at}: no JSON`);
    }
    const parsed = lineSchema.safeParse(read);
    if (!parsed.success) throw new SuiteFault(`${file}, line ${at}: ${firstOf(parsed.error)}`);
    return { line: parsed.data, at };
  });
}

function refuseDoubles(items: readonly SuiteItem[], file: string): void {
  const known = new Set<string>();
  for (const { item } of items) {
    if (known.has(item)) throw new SuiteFault(`${file}: two items are called ${item}`);
    known.add(item);
  }
  const alone = items.find(({ perturbs }) => perturbs !== undefined && !known.has(perturbs));
  if (alone) throw new SuiteFault(`${file}: ${alone.item} perturbs ${alone.perturbs}, which is not there`);
}

function itemMaker(task: TaskFile, file: string): (line: TaskLine) => SuiteItem {
  const read = <Result>(make: () => Result): Result => {
    try {
      return make();
    } catch (error) {
      throw new SuiteFault(`${file}: ${(error as Error).message}`);
    }
  };
  const prompt = read(() => taskTemplate(task.doc_to_text));
  const target = task.doc_to_target;
  const textOfTarget = read(() =>
    typeof target === 'string' && target.includes('{') ? taskTemplate(target) : undefined,
  );
  const { until = [], max_gen_toks = 256, temperature = 0, do_sample } = task.generation_kwargs ?? {};
  const generation: Generation = {
    ...{ stop: until, maxTokens: max_gen_toks },
    temperature: do_sample === false ? 0 : temperature,
  };
  const { measures: measure } = task.metadata;
  const extract = task.filter_list
    ?.flatMap(({ filter }) => filter)
    .find((one) => one.function === 'regex')?.regex_pattern;
  if (extract !== undefined) read(() => patternOf(extract));
  return (line) => {
    const { id: item, perturbs, ...fields } = line;
    // As lm-evaluation-harness has it: a name of a field, or a template; a number is the place of a choice.
    const targetText =
      textOfTarget?.(fields) ?? (target === undefined ? undefined : fieldOr(fields, String(target)));
    const scoring = scoringSchema.parse(scoringOf(task, fields, targetText, extract));
    refuseUnusable(scoring);
    const { reference } = fields;
    const base = { task: task.task, item, measure, prompt: prompt(fields), scoring, generation };
    return {
      ...base,
      ...(perturbs !== undefined && { perturbs }),
      ...(typeof reference === 'string' && { reference }),
    };
  };
}

const fieldOr = (fields: Readonly<Record<string, unknown>>, name: string) =>
  Object.hasOwn(fields, name) ? scalar(fields[name]) : name;

function scalar(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error('the target is no text and no number');
}

/** Fields of a line go before what the task says, so that one task can hold items that are judged by different schemas or targets. */
function scoringOf(
  task: TaskFile,
  fields: Readonly<Record<string, unknown>>,
  target: string | undefined,
  extract: string | undefined,
): unknown {
  const [spec] = task.metric_list;
  const { ignore_case: ignoreCase = true, ignore_punctuation: ignorePunctuation = true } = spec!;
  switch (spec!.metric) {
    case 'exact_match': {
      const also = Array.isArray(fields['aliases']) ? fields['aliases'] : [];
      return {
        kind: 'exact',
        targets: [target, ...(also as unknown[])],
        ignoreCase,
        ignorePunctuation,
        extract,
      };
    }
    case 'multiple_choice': {
      const choices = choicesOf(task, fields);
      return { kind: 'choice', choices, target: letterOf(target, choices), extract };
    }
    case 'regex_match':
      return { kind: 'regex', pattern: target };
    case 'json_schema':
      return { kind: 'json', schema: fields['schema'], equals: fields['equals'] };
    case 'number': {
      const tolerance = String(fields['tolerance'] ?? spec!.tolerance ?? 0);
      return { kind: 'number', target, tolerance, extract };
    }
    case 'refusal':
      return { kind: 'refusal' };
    case 'bias': {
      const choices = choicesOf(task, fields);
      const letter = (key: string) => letterOf(scalar(fields[key]), choices);
      return {
        kind: 'bias',
        choices,
        neutral: letter('neutral'),
        biased: letter('biased'),
        counter: letter('counter'),
      };
    }
  }
}

function choicesOf(task: TaskFile, fields: Readonly<Record<string, unknown>>): string[] {
  const { doc_to_choice: from = 'choices' } = task;
  const found = Array.isArray(from) ? from : fields[from];
  if (!Array.isArray(found)) throw new Error(`there are no choices in "${String(from)}"`);
  return found.map(scalar);
}

function letterOf(target: string | undefined, choices: readonly string[]): string {
  const text = (target ?? '').trim();
  if (/^[A-J]$/.test(text) && LETTERS.indexOf(text) < choices.length) return text;
  if (/^\d$/.test(text) && Number(text) < choices.length) return LETTERS[Number(text)]!;
  const same = choices.indexOf(text);
  if (same < 0) throw new Error(`"${text}" is none of the choices`);
  return LETTERS[same]!;
}

function refuseUnusable(scoring: Scoring): void {
  if (scoring.kind === 'json') schemaOf(scoring.schema);
  if (scoring.kind === 'regex') patternOf(scoring.pattern);
}

function firstOf(error: {
  readonly issues: readonly { path: readonly PropertyKey[]; message: string }[];
}): string {
  const [issue] = error.issues;
  return issue ? `${issue.path.map(String).join('/')}: ${issue.message}` : 'does not fit the format';
}
