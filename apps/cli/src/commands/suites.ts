import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '@doyak/kernel/config';
import {
  type ImportedTask,
  importKobbq,
  importLmEval,
  SHIPPED_SUITES,
  SuiteLibrary,
} from '@doyak/poc-verification';
import type { Command } from 'commander';
import { print, table } from '../output.js';

export function addSuites(program: Command): void {
  const suites = program.command('suites').description('Test suites for the verification of models');
  const own = () => join(loadConfig().home, 'suites');

  suites
    .command('list', { isDefault: true })
    .description('Suites of this installation; a fault of one ends the command')
    .option('--json', 'one JSON document', false)
    .action(({ json }: { json: boolean }) => {
      const library = new SuiteLibrary([SHIPPED_SUITES, own()]);
      const found = library.names().map((name) => {
        const { version, sha256, items } = library.suite(name);
        return { suite: name, version, items: items.length, sha256 };
      });
      print(json, { suites: found }, () => table(found));
    });

  suites
    .command('import-lm-eval <task> <items>')
    .description(
      'A generate-type task of lm-evaluation-harness (YAML) with its items (JSON Lines or a JSON array)',
    )
    .option('--to <folder>', 'where it is written; default: the folder suites in the data folder')
    .option('--json', 'one JSON document', false)
    .action((task: string, items: string, { to, json }: { to?: string; json: boolean }) => {
      write(importLmEval(readFileSync(task, 'utf8'), readFileSync(items, 'utf8')), to ?? own(), json);
    });

  suites
    .command('import-kobbq <samples>')
    .description("KoBBQ's sample file (KoBBQ_test_samples.tsv): its ambiguous contexts")
    .option('--to <folder>', 'where it is written; default: the folder suites in the data folder')
    .option('--name <name>', 'of the suite', 'kobbq')
    .option('--json', 'one JSON document', false)
    .action((samples: string, { to, name, json }: { to?: string; name: string; json: boolean }) => {
      write(importKobbq(readFileSync(samples, 'utf8'), name), to ?? own(), json);
    });
}

function write({ name, yaml, jsonl, items }: ImportedTask, folder: string, json: boolean): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name}.yaml`), yaml);
  writeFileSync(join(folder, `${name}.jsonl`), jsonl);
  print(json, { suite: name, items, folder }, () => `${name}: ${items} items, in ${folder}.`);
}
