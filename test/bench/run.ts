/** `npm run bench -- <name> [--json] [--check] [--rounds N]`: measures and prints. Exits 1 on a missed bar, 2 on a wrong call. */
import { parseArgs } from 'node:util';
import { benches } from './benches.js';
import { type Bench, checkBars } from './bench.js';
import { table } from './report.js';

const USAGE = 'npm run bench -- <name | all> [--json] [--check] [--rounds N]';

function refuse(problem: string): never {
  console.error(`${problem}\n\n${USAGE}\n`);
  for (const { name, about } of benches) console.error(`  ${name.padEnd(10)} ${about}`);
  process.exit(2);
}

function readCall(): { chosen: readonly Bench[]; json: boolean; check: boolean; rounds: number } {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        check: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
      },
    });
  } catch (error) {
    refuse((error as Error).message);
  }
  const { positionals, values } = parsed;
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0) refuse('Name one bench, or all.');
  const chosen = name === 'all' ? benches : benches.filter((bench) => bench.name === name);
  if (chosen.length === 0) refuse(`There is no bench "${name}".`);
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1 || rounds > 100)
    refuse('--rounds takes a number from 1 to 100.');
  return { chosen, json: values.json, check: values.check, rounds };
}

const call = readCall();
// Without a handler a signal ends the process without its exit hooks, and a server would stay.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

const reports = [];
let missed = 0;
for (const bench of call.chosen) {
  const note = (text: string) => console.error(`${bench.name}  ${text}`);
  const report = await bench.run({ rounds: call.rounds, note });
  reports.push(report);
  const failures = checkBars(bench.bars, report).filter(({ reached }) => !reached);
  missed += failures.length;
  for (const { bar, value } of failures) {
    console.error(`${bench.name}  missed: ${bar.figure} is ${value}, to reach ${bar.atLeast ?? bar.atMost}`);
  }
  if (!call.json) console.log(`${table(bench, report)}\n`);
}
// One document whatever was asked for: the report itself, or for "all" a list of them.
if (call.json) console.log(JSON.stringify(reports.length === 1 ? reports[0] : reports));
process.exitCode = call.check && missed > 0 ? 1 : 0;
