import { appendSlice } from './append.js';
import type { Bench } from './bench.js';
import { type BenchStore, openBenchStore } from './bench-store.js';
import { BenchCluster } from './cluster.js';
import { measureLag } from './lag.js';
import { interleave, percentile, tidy } from './rounds.js';
import { seedBoxes } from './seed.js';

const BACKLOG = { streams: 1_000, length: 20 };
const LAG_MS = 5_000;

/** Events per second from a leader's start until a backlog is in the log: entries, leaves, tiles and all. */
async function drain(bench: BenchStore): Promise<number> {
  await seedBoxes(bench, BACKLOG);
  const from = await bench.store.logSize();
  const started = performance.now();
  let ms = 0;
  await bench.sequencing(async () => {
    while ((await bench.store.logSize()) < from + BACKLOG.streams * BACKLOG.length) {
      await bench.signals.sequenced.wait(50);
    }
    ms = performance.now() - started;
  });
  return (BACKLOG.streams * BACKLOG.length) / (ms / 1_000);
}

export const sequence: Bench = {
  name: 'sequence',
  about:
    'events/s from pending into the log with entry, leaf and tiles, against the append rate; lag of the log with appends at half that rate',
  bars: [
    { figure: 'ratios.append', atLeast: 8 },
    { figure: 'results.lagP99Ms', atMost: 40 },
  ],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const bench = await openBenchStore(await cluster.database());
      const rounds = await interleave(
        {
          append: async () => {
            const rate = await appendSlice(bench.store);
            await bench.sequencing(() => Promise.resolve());
            return rate;
          },
          doyak: () => drain(bench),
        },
        options,
      );
      const half = rounds.median('append') / 2;
      await measureLag(bench, half, 1_000);
      const lags = await measureLag(bench, half, LAG_MS);
      await bench.close();
      return {
        name: 'sequence',
        unit: 'events/s',
        rounds: options.rounds,
        results: {
          ...rounds.medians(),
          lagP50Ms: tidy(percentile(lags, 0.5)),
          lagP99Ms: tidy(percentile(lags, 0.99)),
        },
        ratios: { append: rounds.ratio('doyak', 'append') },
      };
    }),
};
