/** `npm run faults -- [names…] [--times N] [--seed N]`: strikes, checks, prints a line each. Exits 1 when something did not hold, 2 on a wrong call. */
import { parseArgs } from 'node:util';
import { FaultCluster } from './cluster.js';
import type { Fault } from './fault.js';
import { faults } from './faults.js';

function refuse(problem: string): never {
  console.error(
    `${problem}\n\nnpm run faults -- [${faults.map(({ name }) => name).join(' | ')} …] [--times N] [--seed N]`,
  );
  process.exit(2);
}

function readCall(): { chosen: readonly Fault[]; times: number | undefined; seed: number | undefined } {
  let parsed;
  try {
    parsed = parseArgs({
      allowPositionals: true,
      options: { times: { type: 'string' }, seed: { type: 'string' } },
    });
  } catch (error) {
    refuse((error as Error).message);
  }
  const { positionals, values } = parsed;
  const unknown = positionals.find((name) => !faults.some((fault) => fault.name === name));
  if (unknown !== undefined) refuse(`There is no fault "${unknown}".`);
  const whole = (text: string | undefined, what: string, most: number) => {
    if (text === undefined) return undefined;
    const number = Number(text);
    if (!Number.isInteger(number) || number < 1 || number > most)
      refuse(`--${what} takes a number from 1 to ${most}.`);
    return number;
  };
  return {
    chosen: positionals.length === 0 ? faults : faults.filter(({ name }) => positionals.includes(name)),
    times: whole(values.times, 'times', 10_000),
    seed: whole(values.seed, 'seed', 2_147_483_647),
  };
}

const { chosen, times, seed } = readCall();
// Without a handler a signal ends the process without its exit hooks, and servers and programs would stay.
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)
  process.once(signal, () => process.exit(code));

const cluster = await FaultCluster.start();
let failed = 0;
for (const fault of chosen) {
  const start = performance.now();
  let outcome: string;
  try {
    const limit = fault.limitMs(times);
    const facts = await within(limit, fault.run({ cluster, times, seed }));
    const told = Object.entries(facts).map(([name, value]) => `${name} ${value}`);
    outcome = `ok (${told.join(', ')}, ${seconds(start)})`;
  } catch (error) {
    failed += 1;
    outcome = `FAILED (${said(error)}, ${seconds(start)})`;
    if (error instanceof Error) console.error(error.stack, error.cause ?? '');
  }
  console.log(`${fault.name}: ${outcome}`);
}
// A fault that ran out of time still holds its stores: the exit hooks take the server and the programs with them.
if (failed === 0) await cluster.stop();
process.exit(failed === 0 ? 0 : 1);

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${Math.round(ms / 1_000)} s`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** The first line of what went wrong; a property's own error is its cause. */
function said(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!;
}

function seconds(start: number): string {
  return `${((performance.now() - start) / 1_000).toFixed(1)} s`;
}
