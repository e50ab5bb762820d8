import { setTimeout as delay } from 'node:timers/promises';
import { startRebuild } from '@doyak/kernel/event-store';
import { box } from '../../libs/kernel/testing/src/box.js';
import type { Bench } from './bench.js';
import { type BenchStore, openBenchStore } from './bench-store.js';
import { given } from './box-events.js';
import { boxList } from './box-list.js';
import { BenchCluster } from './cluster.js';
import { openCopy } from './peers/copy.js';
import { interleave } from './rounds.js';
import { seedBoxes } from './seed.js';

const STREAMS = 1_000;
const LENGTH = 100;
/** Pause of the one caller whose commands go on, and of the reader. */
const COMMAND_PAUSE_MS = 10;
const READ_PAUSE_MS = 5;

/** Gives commands and reads the list until it is stopped. Throws when a read fails or shows less than one before it. */
class Traffic {
  private readonly stopping = new AbortController();
  private readonly running: Promise<unknown>;
  commands = 0;
  reads = 0;

  constructor(
    private readonly bench: BenchStore,
    private readonly streams: readonly string[],
  ) {
    this.running = Promise.all([this.command(), this.read()]);
    // Reported by `stop`, whenever that comes.
    this.running.catch(() => undefined);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async command(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      const stream = this.streams[this.commands % this.streams.length]!;
      await this.bench.store.decide(stream, box, { type: 'Count', by: 1, note: 'counted' }, given());
      this.commands += 1;
      await delay(COMMAND_PAUSE_MS);
    }
  }

  private async read(): Promise<void> {
    let before = { counted: 0, index: -1 };
    while (!this.stopping.signal.aborted) {
      const { rows } = await this.bench.database.pool.query<{ counted: number; index: number }>(
        'select sum(count)::integer as counted, max(last_index)::integer as index from read.bench_box',
      );
      const now = rows[0]!;
      if (now.counted < before.counted || now.index < before.index)
        throw new Error(`A read went back from ${JSON.stringify(before)} to ${JSON.stringify(now)}`);
      before = now;
      this.reads += 1;
      await delay(READ_PAUSE_MS);
    }
  }
}

/** From the order to rebuild until readers see the new tables. Answers events per second. */
async function rebuildAll(bench: BenchStore): Promise<number> {
  const started = performance.now();
  const { generation } = await startRebuild(bench.url.ownerUrl, boxList);
  for (;;) {
    const { rows } = await bench.database.pool.query<{ done: boolean; size: string }>(
      `select state = 'active' as done, size from doyak.read_models, doyak.log_head where name = $1 and generation = $2`,
      [boxList.name, generation],
    );
    if (rows[0]!.done) return Number(rows[0]!.size) / ((performance.now() - started) / 1_000);
    await bench.signals.followed.wait(20);
  }
}

export const rebuild: Bench = {
  name: 'rebuild',
  about:
    'events/s into a read model from index 0 until it is switched to, while commands and reads go on; against COPY of the log meanwhile',
  bars: [{ figure: 'ratios.limit', atLeast: 0.25 }],
  run: (options) =>
    BenchCluster.with(async (cluster) => {
      const url = await cluster.database();
      const bench = await openBenchStore(url, [boxList]);
      options.note(`filling a log of ${(STREAMS * LENGTH).toLocaleString('en')} events`);
      let traffic: Traffic | undefined;
      const report = await bench.sequencing(async () => {
        const streams = await seedBoxes(bench, { streams: STREAMS, length: LENGTH, part: 20 });
        await bench.sequenced();
        await bench.followers.start();
        await rebuildAll(bench);
        const copy = await openCopy(url);
        traffic = new Traffic(bench, streams);
        try {
          return await interleave({ doyak: () => rebuildAll(bench), limit: copy.log }, options);
        } finally {
          await copy.close();
          await traffic.stop();
          await bench.followers.stop();
        }
      });
      await bench.close();
      return {
        name: 'rebuild',
        unit: 'events/s',
        rounds: options.rounds,
        results: { ...report.medians(), commands: traffic!.commands, reads: traffic!.reads },
        ratios: { limit: report.ratio('doyak', 'limit') },
      };
    }),
};
