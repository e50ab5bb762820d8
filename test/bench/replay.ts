import { box, type BoxEvent, type BoxState } from '../../libs/kernel/testing/src/box.js';
import type { Bench } from './bench.js';
import { type BenchStore, openBenchStore } from './bench-store.js';
import { BenchCluster } from './cluster.js';
import { openCopy } from './peers/copy.js';
import { interleave } from './rounds.js';
import { seedBoxes } from './seed.js';

const STREAMS = 2_000;
const LENGTH = 100;
const EVENTS = STREAMS * LENGTH;
const MEBIBYTE = 1024 * 1024;

/** Reads the whole log and folds the state of every stream. Answers events per second. */
async function replayAll({ store }: BenchStore): Promise<number> {
  const started = performance.now();
  const states = new Map<string, BoxState>();
  for await (const event of store.streamLog()) {
    const state = states.get(event.streamId) ?? box.initialState;
    states.set(event.streamId, box.evolve(state, event as unknown as BoxEvent));
  }
  const seconds = (performance.now() - started) / 1_000;
  const counts = [...states.values()].reduce((sum, { count }) => sum + count, 0);
  if (states.size !== STREAMS || counts !== STREAMS * (LENGTH - 1))
    throw new Error(`A replay of ${EVENTS} events counted ${counts} in ${states.size} streams`);
  return EVENTS / seconds;
}

/** Resident memory while `work` runs, at most, in bytes. */
async function peakMemory<Result>(work: () => Promise<Result>): Promise<{ result: Result; peak: number }> {
  let peak = 0;
  const look = () => (peak = Math.max(peak, process.memoryUsage.rss()));
  const timer = setInterval(look, 10);
  try {
    const result = await work();
    look();
    return { result, peak };
  } finally {
    clearInterval(timer);
  }
}

export const replay: Bench = {
  name: 'replay',
  about: `events/s read, parsed and folded over a log of ${EVENTS.toLocaleString('en')}, against COPY of the same rows, bytes only`,
  bars: [
    { figure: 'ratios.limit', atLeast: 0.6 },
    { figure: 'results.memoryOverStartMiB', atMost: 150 },
  ],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const url = await cluster.database();
      const bench = await openBenchStore(url);
      options.note(`filling a log of ${EVENTS.toLocaleString('en')} events`);
      await bench.sequencing(() => seedBoxes(bench, { streams: STREAMS, length: LENGTH, part: 20 }));
      const copy = await openCopy(url);
      const start = process.memoryUsage.rss();
      let highest = start;
      const rounds = await interleave(
        {
          doyak: async () => {
            const { result, peak } = await peakMemory(() => replayAll(bench));
            highest = Math.max(highest, peak);
            return result;
          },
          limit: copy.log,
          limitOneTable: copy.events,
        },
        options,
      );
      await copy.close();
      await bench.close();
      return {
        name: 'replay',
        unit: 'events/s',
        rounds: options.rounds,
        results: { ...rounds.medians(), memoryOverStartMiB: Math.round((highest - start) / MEBIBYTE) },
        ratios: {
          limit: rounds.ratio('doyak', 'limit'),
          limitOneTable: rounds.ratio('doyak', 'limitOneTable'),
        },
      };
    }),
};
