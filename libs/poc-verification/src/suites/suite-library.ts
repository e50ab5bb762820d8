import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { canonicalBytes } from '@doyak/kernel/transparency-log';
import { parse } from 'yaml';
import { readTask } from './read-task.js';
import { type Suite, SuiteFault, type SuiteItem } from './suite.js';
import { type GroupFile, groupSchema } from './task-format.js';

/** The suites that Doyak brings: in the sources and in `dist/` the folder lies some folders up. */
export const SHIPPED_SUITES: string = shipped();

function shipped(): string {
  for (let up = '../'; up.length < 30; up += '../') {
    const folder = fileURLToPath(new URL(`${up}suites/`, import.meta.url));
    if (existsSync(join(folder, 'doyak_qa_ko.yaml'))) return folder;
  }
  throw new Error('The folder suites is not above this program');
}

/** Suites of folders, read when they are first asked for and kept. Of two with one name the first folder's counts. */
export class SuiteLibrary {
  private readonly known = new Map<string, Suite>();

  constructor(private readonly folders: readonly string[] = [SHIPPED_SUITES]) {}

  names(): string[] {
    const files = this.folders.flatMap((folder) => (existsSync(folder) ? readdirSync(folder) : []));
    return [
      ...new Set(files.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5))),
    ].sort();
  }

  has(name: string): boolean {
    return this.pathOf(name) !== undefined;
  }

  /** Throws `SuiteFault`. */
  suite(name: string): Suite {
    const found = this.known.get(name);
    if (found) return found;
    const suite = this.read(name);
    this.known.set(name, suite);
    return suite;
  }

  private pathOf(name: string): string | undefined {
    if (!/^[a-z0-9][a-z0-9_-]{0,62}$/.test(name)) return undefined;
    return this.folders.map((folder) => join(folder, `${name}.yaml`)).find((path) => existsSync(path));
  }

  private read(name: string): Suite {
    const yaml = this.yamlOf(name);
    const items = isGroup(yaml) ? this.itemsOf(yaml, name) : this.itemsOfTask(name, yaml);
    const version = (yaml as { metadata?: { version?: unknown } }).metadata?.version;
    const sha256 = createHash('sha256').update(canonicalBytes(items)).digest('hex');
    return { task: name, version: String(version), sha256, items };
  }

  private itemsOf(yaml: unknown, name: string): SuiteItem[] {
    const parsed = groupSchema.safeParse(yaml);
    if (!parsed.success) throw new SuiteFault(`${name}.yaml: ${parsed.error.issues[0]?.message}`);
    return parsed.data.task.flatMap((task) => {
      const own = this.yamlOf(task);
      // One level, as it is written: groups of groups would only hide what is measured.
      if (isGroup(own)) throw new SuiteFault(`${name}.yaml: ${task} is a group`);
      return this.itemsOfTask(task, own);
    });
  }

  private itemsOfTask(name: string, yaml: unknown): SuiteItem[] {
    const { dataset_kwargs, test_split } = yaml as {
      dataset_kwargs?: { data_files?: Record<string, unknown> };
      test_split?: string;
    };
    const file = dataset_kwargs?.data_files?.[test_split ?? ''];
    if (typeof file !== 'string' || !/^[\w.-]{1,100}\.jsonl$/.test(file))
      throw new SuiteFault(`${name}.yaml: names no file of items`);
    const lines = textOf(join(this.pathOf(name)!, '..', file));
    const { task, items } = readTask(yaml, lines, `${name}.yaml`);
    if (task.task !== name) throw new SuiteFault(`${name}.yaml: holds the task ${task.task}`);
    return items;
  }

  private yamlOf(name: string): unknown {
    const path = this.pathOf(name);
    if (path === undefined) throw new SuiteFault(`There is no suite ${name}`);
    try {
      return parse(textOf(path), { maxAliasCount: 20 }) as unknown;
    } catch (error) {
      if (error instanceof SuiteFault) throw error;
      throw new SuiteFault(`${name}.yaml: ${(error as Error).message}`);
    }
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new SuiteFault(`${path} cannot be read`);
  }
}

function isGroup(yaml: unknown): yaml is GroupFile {
  return typeof yaml === 'object' && yaml !== null && 'group' in yaml;
}
