import { parse, stringify } from 'yaml';
import { readTask } from '../read-task.js';
import { SuiteFault } from '../suite.js';

/** A task in the format of suites, ready to be written: `<name>.yaml` and `<name>.jsonl`. */
export interface ImportedTask {
  readonly name: string;
  readonly yaml: string;
  readonly jsonl: string;
  readonly items: number;
}

/** Checks that what was made can be used as a suite. Throws `SuiteFault`. */
export function imported(task: Record<string, unknown>, lines: readonly object[]): ImportedTask {
  const name = String(task['task']);
  const yaml = stringify(task, { lineWidth: 0 });
  const jsonl = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const { items } = readTask(parse(yaml), jsonl, `${name}.yaml`);
  return { name, yaml, jsonl, items: items.length };
}

/** Lines of a JSON Lines file, or the members of a JSON array. Throws `SuiteFault`. */
export function linesOf(text: string): Record<string, unknown>[] {
  try {
    const read = text.trimStart().startsWith('[')
      ? (JSON.parse(text) as unknown[])
      : text.split('\n').flatMap((line) => (line.trim() === '' ? [] : [JSON.parse(line) as unknown]));
    if (read.every((one) => typeof one === 'object' && one !== null && !Array.isArray(one)))
      return read as Record<string, unknown>[];
  } catch {
    // Said below, with what was expected.
  }
  throw new SuiteFault('The items are neither JSON Lines nor a JSON array of objects');
}
