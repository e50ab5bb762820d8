import {
  interrupt,
  processTree,
  residentMemory,
  serversOf,
  startDoyak,
  temporaryHome,
} from '../../scripts/running-doyak.mjs';
import type { Bench, BenchReport } from './bench.js';
import { median, tidy } from './rounds.js';

const MEBIBYTE = 1024 * 1024;

interface Start {
  readonly readySeconds: number;
  /** Memory of npm, Doyak and PostgreSQL together: what they share is there once, and counted once. */
  readonly residentMiB: number;
  /** The sum of what `ps` shows for each, in which PostgreSQL's shared memory and the programs' code come up again and again. */
  readonly summedMiB: number;
}

/** One `npm start` on a home that is ready, from the command to 200 on /health/ready, then its memory, then Ctrl-C. */
async function measure(home: string): Promise<Start> {
  const doyak = await startDoyak(home);
  const memory = residentMemory(processTree(doyak.pid).map(({ pid }) => pid));
  const figures: Start = {
    readySeconds: doyak.readyMs / 1_000,
    residentMiB: memory.once / MEBIBYTE,
    summedMiB: memory.summed / MEBIBYTE,
  };
  const end = await interrupt(doyak);
  if (!end || serversOf(home).length > 0) throw new Error(`Doyak did not stop:\n${doyak.output()}`);
  return figures;
}

/** The time to ready and the memory of `npm start`: installed, built, and with its database initialised by a run before. */
export const start: Bench = {
  name: 'start',
  about: '`npm start` to ready in seconds, and resident memory of all its processes in MiB.',
  bars: [
    { figure: 'results.readySeconds', atMost: 5 },
    { figure: 'results.residentMiB', atMost: 350 },
  ],
  async run({ rounds, note }): Promise<BenchReport> {
    const { home, remove } = temporaryHome();
    try {
      const starts: Start[] = [];
      for (let round = 0; round <= rounds; round += 1) {
        const figures = await measure(home);
        if (round > 0) starts.push(figures);
        const { readySeconds, residentMiB, summedMiB } = figures;
        note(
          `${round === 0 ? 'warm-up' : `round ${round}`}: ${readySeconds.toFixed(2)} s, ${residentMiB.toFixed(0)} MiB (${summedMiB.toFixed(0)} MiB summed)`,
        );
      }
      const of = (name: keyof Start): number => tidy(median(starts.map((figures) => figures[name])));
      return {
        name: 'start',
        unit: 's and MiB',
        rounds,
        results: {
          readySeconds: of('readySeconds'),
          residentMiB: of('residentMiB'),
          summedMiB: of('summedMiB'),
        },
        ratios: {},
      };
    } finally {
      remove();
    }
  },
};
