import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { lotYield, type LotResults } from '../lot-results.js';
import type { Die } from '../dies.js';
import { readWaferData } from '../read-wafer-data.js';
import { WaferDataError } from '../wafer-data-error.js';
import { type ParametricTest, StdfWriter } from './write-stdf.js';

const leakage: ParametricTest = { test: 1000, name: 'leakage', units: 'A', lowLimit: -1, highLimit: 4 };

async function* pieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
const read = (bytes: Uint8Array, size = 65_536) => readWaferData(pieces(bytes, size));
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: unknown) => (error instanceof WaferDataError ? error : Promise.reject(error as Error)),
  );
const plain = ({ wafers, ...rest }: LotResults) => ({
  ...rest,
  wafers: wafers.map(({ dies, ...wafer }) => ({ ...wafer, dies: dies.list() })),
});

/** One wafer of four dies: (0,0) passes, (1,0) fails and passes when it is tested again, (2,0) fails, (3,0) passes. */
function records(writer: StdfWriter): Buffer[] {
  const part = (x: number, bin: number, passed: boolean, value: number, retest = false) => [
    writer.pir(),
    writer.ptr(leakage, value),
    writer.ftr(2000, bin !== 7),
    writer.prr({ x, y: 0, id: `${x}`, bin, passed, retest }),
  ];
  return [
    writer.far(),
    writer.mir({ lot: 'LOT-1', product: 'NPU-A', program: 'sort', revision: 'r2' }),
    writer.wir('W01'),
    ...part(0, 1, true, 1),
    ...part(1, 7, false, 2),
    ...part(2, 9, false, 5),
    ...part(3, 1, true, 2),
    // A record of a kind that no version of the format knows.
    writer.record(180, 3, [Buffer.from([1, 2, 3])]),
    ...part(1, 1, true, 0, true),
    writer.wrr('W01', 5),
    writer.hbr(1, 3, true, 'good'),
    writer.hbr(9, 1, false, 'leaks'),
    writer.mrr(),
  ];
}

describe.each([
  ['little', true],
  ['big', false],
])('STDF V4, %s-endian', (_, littleEndian) => {
  const all = records(new StdfWriter(littleEndian));
  const file = Buffer.concat(all);

  it('gives bins, yields with retests resolved, the map and the statistics of its tests', async () => {
    const lot = await read(file);
    expect(lot).toMatchObject({ format: 'STDF-V4', lot: 'LOT-1', product: 'NPU-A', program: 'sort r2' });
    expect(plain(lot).wafers).toEqual([
      {
        ...{ wafer: 'W01', tested: 4, passed: 3, passedFirst: 2, retested: 1, yield: 0.75, firstYield: 0.5 },
        bins: [
          { bin: 1, name: 'good', passes: true, count: 3 },
          { bin: 9, name: 'leaks', passes: false, count: 1 },
        ],
        dies: [
          { x: 0, y: 0, bin: 1, passed: true, touches: 1 },
          { x: 1, y: 0, bin: 1, passed: true, touches: 2 },
          { x: 2, y: 0, bin: 9, passed: false, touches: 1 },
          { x: 3, y: 0, bin: 1, passed: true, touches: 1 },
        ],
      },
    ]);
    const [parametric, functional] = lot.tests;
    // 1, 2, 5, 2, 0: mean 2, sample variance (1 + 0 + 9 + 0 + 4) / 4 = 3.5, nearer limit 4.
    expect(parametric).toMatchObject({
      ...{ test: 1000, name: 'leakage', units: 'A', executions: 5, failures: 1, measured: 5 },
      ...{ lowLimit: -1, highLimit: 4, least: 0, most: 5, mean: 2 },
    });
    expect(parametric!.deviation).toBeCloseTo(Math.sqrt(3.5), 12);
    expect(parametric!.cpk).toBeCloseTo(2 / (3 * Math.sqrt(3.5)), 12);
    expect(functional).toEqual({ test: 2000, name: '', executions: 5, failures: 1, measured: 0 });
    expect(lotYield(lot)).toEqual({ tested: 4, passed: 3, yield: 0.75 });
  });

  it('reads the same in pieces of any size, and packed', async () => {
    const whole = plain(await read(file));
    for (const size of [1, 2, 3, 7, 64, file.length]) expect(plain(await read(file, size))).toEqual(whole);
    expect(plain(await read(gzipSync(file), 5))).toEqual(whole);
  });

  it('refuses the file cut at any byte, and says where the cut is', async () => {
    let start = 0;
    const starts = new Set(all.map(({ length }) => (start += length) - length));
    let last = 0;
    for (let length = 0; length < file.length; length += 1) {
      if (starts.has(length)) last = length;
      const error = await refusal(read(file.subarray(0, length)));
      expect(error?.code).toMatch(/^(TRUNCATED|NOT_RECOGNISED)$/);
      if (error?.code === 'TRUNCATED') expect(error.offset).toBe(last);
    }
    expect((await refusal(read(gzipSync(file).subarray(0, 60))))?.code).toBe('TRUNCATED');
  });

  it.each<[string, (writer: StdfWriter, all: Buffer[]) => Buffer[], string]>([
    [
      'a part that never began',
      (w, r) => [...r.slice(0, 3), w.prr({ x: 1, y: 1, id: '1', bin: 1, passed: true })],
      'MALFORMED',
    ],
    ['a wafer that never began', (w, r) => [...r.slice(0, 2), w.wrr('W02', 0)], 'MALFORMED'],
    ['two wafers on one head', (w, r) => [...r.slice(0, 3), w.wir('W02')], 'MALFORMED'],
    ['a wafer without end', (w, r) => [...r.slice(0, 3), w.mrr()], 'MALFORMED'],
    ['a second MIR', (_w, r) => [...r.slice(0, 2), r[1]!], 'MALFORMED'],
    ['a record after the last', (_w, r) => [...r, r[2]!], 'MALFORMED'],
    ['no MIR', (w, r) => [r[0]!, w.mrr()], 'TRUNCATED'],
    ['a record that ends inside a field', (w, r) => [...r.slice(0, 3), w.record(5, 10, [])], 'MALFORMED'],
    [
      'a text longer than its record',
      (w, r) => [r[0]!, w.record(1, 10, [Buffer.alloc(15), Buffer.from([200])])],
      'MALFORMED',
    ],
    ['another version', (w) => [w.record(0, 10, [Buffer.from([littleEndian ? 2 : 1, 3])])], 'UNSUPPORTED'],
    ['VAX numbers', (w) => [w.record(0, 10, [Buffer.from([0, 4])])], 'UNSUPPORTED'],
    [
      'a FAR in the other byte order',
      (w) => [w.record(0, 10, [Buffer.from([littleEndian ? 1 : 2, 4])])],
      'MALFORMED',
    ],
  ])('refuses %s', async (_what, make, code) => {
    const bad = Buffer.concat(make(new StdfWriter(littleEndian), all));
    const error = await refusal(read(bad));
    expect(error?.code).toBe(code);
    expect(error!.offset).toBeLessThanOrEqual(bad.length);
  });

  it('answers or refuses whatever bytes are changed, and never fails otherwise', async () => {
    const change = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(change, fc.integer({ min: 1, max: 200 }), async (changes, size) => {
        const bytes = Buffer.from(file);
        for (const [at, value] of changes) bytes[at] = value;
        await refusal(read(bytes, size));
      }),
      { numRuns: 400 },
    );
  });

  it('reads what was written', async () => {
    const die = fc.record({
      x: fc.integer({ min: -200, max: 200 }),
      y: fc.integer({ min: -200, max: 200 }),
      bin: fc.integer({ min: 1, max: 32 }),
      value: fc.float({ noNaN: true, min: -100, max: 100 }),
    });
    const wafers = fc.array(fc.array(die, { maxLength: 30 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(wafers, async (lot) => {
        const writer = new StdfWriter(littleEndian);
        const test: ParametricTest = { test: 1, name: 'vth', units: 'V' };
        const body = lot.flatMap((dies, at) => [
          writer.wir(`W${at}`),
          ...dies.flatMap(({ x, y, bin, value }) => [
            writer.pir(),
            writer.ptr(test, value),
            writer.prr({ x, y, id: '', bin, passed: bin === 1 }),
          ]),
          writer.wrr(`W${at}`, dies.length),
        ]);
        const mir = writer.mir({ lot: 'L', product: '', program: '', revision: '' });
        const found = await read(Buffer.concat([writer.far(), mir, ...body, writer.mrr()]), 997);
        const values = lot.flat().map(({ value }) => Math.fround(value));
        expect(found.wafers.map((wafer) => wafer.dies.list())).toEqual(lot.map(lastOfEachPlace));
        expect(found.tests[0]?.measured ?? 0).toBe(values.length);
        if (values.length === 0) return;
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        expect(found.tests[0]!.mean).toBeCloseTo(mean, 9);
        expect([found.tests[0]!.least, found.tests[0]!.most]).toEqual([
          Math.min(...values),
          Math.max(...values),
        ]);
      }),
      { numRuns: 60 },
    );
  });
});

function lastOfEachPlace(dies: readonly { x: number; y: number; bin: number }[]) {
  const places = new Map<string, Die>();
  for (const { x, y, bin } of dies) {
    const touches = (places.get(`${x},${y}`)?.touches ?? 0) + 1;
    places.set(`${x},${y}`, { x, y, bin, passed: bin === 1, touches });
  }
  return [...places.values()].sort((one, other) => one.y - other.y || one.x - other.x);
}

it('refuses a file that grows beyond its bound when it is unpacked', async () => {
  const bomb = gzipSync(Buffer.concat([new StdfWriter(true).far(), Buffer.alloc(2_000_000)]));
  expect(bomb.length).toBeLessThan(10_000);
  const error = await refusal(readWaferData(pieces(bomb, 100), { unpacked: 100_000, text: 1_000 }));
  expect(error?.code).toMatch(/^(TOO_LARGE|MALFORMED)$/);
});
