import type { Command } from 'commander';
import { missingIn } from '../demo/expectations.js';
import { runDemo } from '../demo/run-demo.js';
import { print, table } from '../output.js';

/** Ms until the demo must be over. */
const BOUND = 15 * 60_000;

export function addDemo(program: Command): void {
  program
    .command('demo')
    .description(
      'Run the shipped program with 64 applications, on a server of its own that is gone afterwards',
    )
    .option('--json', 'print one JSON document')
    .action(demo);
}

async function demo({ json = false }: { json?: boolean }): Promise<void> {
  const stopping = new AbortController();
  // `on`, not `once`: npm passes Ctrl-C on a second time, and that one must not end the clearing up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stopping.abort());
  const started = performance.now();
  const tell = (line: string) => {
    const seconds = ((performance.now() - started) / 1_000).toFixed(1).padStart(5);
    process.stderr.write(`${seconds} s  ${line}\n`);
  };
  const bound = setTimeout(() => stopping.abort(), BOUND);
  try {
    const summary = await runDemo(tell, stopping.signal);
    tell('Done');
    print(json, summary, () => table(Object.entries(summary).map(([figure, count]) => ({ figure, count }))));
    const missing = missingIn(summary);
    for (const line of missing) console.error(`Missing: ${line}`);
    if (missing.length > 0) process.exitCode = 1;
  } finally {
    clearTimeout(bound);
  }
}
