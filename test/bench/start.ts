import {
  interrupt,
  processTree,
  serversOf,
  startDoyak,
  temporaryHome,
} from '../../scripts/running-doyak.mjs';
import type { Bench, BenchReport } from './bench.js';
import { median, tidy } from './rounds.js';

const MEBIBYTE = 1024 * 1024;

interface Start {
  readonly readySeconds: number;
  /** Memory of npm, Doyak and PostgreSQL, what they share counted in each. */
  readonly residentMiB: number;
  /** The same, what they share counted once. */
  readonly proportionalMiB: number;
}

/** One `npm start` on a home that is ready, from the command to 200 on /health/ready, then its memory, then Ctrl-C. */
async function measure(home: string): Promise<Start> {
  const doyak = await startDoyak(home);
  const tree = processTree(doyak.pid);
  const figures: Start = {
    readySeconds: doyak.readyMs / 1_000,
    residentMiB: tree.reduce((sum, process) => sum + process.residentBytes(), 0) / MEBIBYTE,
    proportionalMiB: tree.reduce((sum, process) => sum + process.proportionalBytes(), 0) / MEBIBYTE,
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
        const { readySeconds, residentMiB, proportionalMiB } = figures;
        note(
          `${round === 0 ? 'warm-up' : `round ${round}`}: ${readySeconds.toFixed(2)} s, ${residentMiB.toFixed(0)} MiB (${proportionalMiB.toFixed(0)} MiB with shared memory counted once)`,
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
          proportionalMiB: of('proportionalMiB'),
        },
        ratios: {},
      };
    } finally {
      remove();
    }
  },
};
