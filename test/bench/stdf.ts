import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readWaferData, StdfWriter } from '@doyak/prototype-runs';
import type { Bench } from './bench.js';
import { interleave, tidy } from './rounds.js';

const MEGABYTES = 200;
const WAFERS = 25;
const TESTS = 40;
const SIDE = 32;
const MIB = 1024 ** 2;

/** A lot as a tester writes it: each die measured by 40 parametric tests, limits and names with the first. */
async function writeLot(path: string): Promise<void> {
  const writer = new StdfWriter(true);
  const tests = Array.from({ length: TESTS }, (_, at) => ({
    ...{ test: 1_000 + at, name: `parameter ${at} of the core`, units: 'V', lowLimit: -3, highLimit: 3 },
  }));
  const wafer = (name: string) => {
    const parts = [writer.wir(name)];
    for (let die = 0; die < SIDE * SIDE; die += 1) {
      parts.push(writer.pir());
      for (const [at, test] of tests.entries())
        parts.push(writer.ptr(test, ((die * 7 + at * 13) % 50) / 10 - 2.5));
      parts.push(
        writer.prr({ x: die % SIDE, y: Math.floor(die / SIDE), id: `${die}`, bin: 1, passed: true }),
      );
    }
    parts.push(writer.wrr(name, SIDE * SIDE));
    return Buffer.concat(parts);
  };
  const file = await open(path, 'w');
  const about = { lot: 'BENCH', product: 'NPU', program: 'sort', revision: '1' };
  await file.write(Buffer.concat([writer.far(), writer.mir(about)]));
  // Wafers of one carrier, each tested as often as it takes to fill the file.
  const body = wafer('W');
  const rounds = Math.ceil((MEGABYTES * MIB) / body.length);
  for (let at = 0; at < rounds; at += 1) await file.write(at < WAFERS ? wafer(`W${at}`) : body);
  await file.write(writer.mrr());
  await file.close();
}

const mibPerSecond = async (path: string, work: () => Promise<unknown>) => {
  const { size } = await stat(path);
  const started = performance.now();
  await work();
  return size / MIB / ((performance.now() - started) / 1_000);
};

export const stdf: Bench = {
  name: 'stdf',
  about: `MiB/s of a ${MEGABYTES} MiB STDF file read into bins, maps and statistics, against reading the file alone`,
  bars: [
    { figure: 'ratios.file', atLeast: 0.1 },
    { figure: 'results.memoryMiB', atMost: 150 },
  ],
  run: async (options) => {
    const folder = await mkdtemp(join(tmpdir(), 'doyak-stdf-'));
    try {
      const path = join(folder, 'lot.stdf');
      await writeLot(path);
      const before = process.memoryUsage().rss;
      let most = before;
      const rounds = await interleave(
        {
          doyak: () =>
            mibPerSecond(path, async () => {
              const stream = createReadStream(path, { highWaterMark: MIB });
              const watched = async function* () {
                for await (const chunk of stream as AsyncIterable<Buffer>) {
                  most = Math.max(most, process.memoryUsage.rss());
                  yield chunk;
                }
              };
              const { tests } = await readWaferData(watched());
              if (tests.length !== TESTS) throw new Error('The file was not read as it was written');
            }),
          file: () =>
            mibPerSecond(path, async () => {
              let bytes = 0;
              const stream = createReadStream(path, { highWaterMark: MIB });
              for await (const chunk of stream as AsyncIterable<Buffer>) bytes += chunk.length;
              return bytes;
            }),
        },
        options,
      );
      return {
        ...{ name: 'stdf', unit: 'MiB/s', rounds: options.rounds },
        results: { ...rounds.medians(), memoryMiB: tidy((most - before) / MIB) },
        ratios: { file: rounds.ratio('doyak', 'file') },
      };
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
