import { Readable } from 'node:stream';
import { lotYield, readWaferData } from '@doyak/prototype-runs';
import { describe, expect, it } from '@jest/globals';
import { finalTestData, probeData } from './wafers.js';

const LIMITS = { unpacked: 10_000_000, text: 1_000_000 };
const read = (bytes: Buffer) => readWaferData(Readable.from([bytes]), LIMITS);
const leastCpk = ({ tests }: Awaited<ReturnType<typeof read>>) =>
  Math.min(...tests.map(({ cpk }) => cpk ?? Infinity));

describe('Test data of the demo', () => {
  it('are read by the readers: a good lot meets what the program asks, with retests resolved', async () => {
    const found = await read(probeData({ lot: 'A-1', wafers: [1, 2, 3] }));
    expect(found).toMatchObject({ format: 'STDF-V4', lot: 'A-1' });
    expect(found.wafers.map(({ tested }) => tested)).toEqual([113, 113, 113]);
    expect(found.wafers.every(({ retested }) => retested > 0)).toBe(true);
    expect(lotYield(found).yield).toBeGreaterThan(0.75);
    expect(leastCpk(found)).toBeGreaterThan(1.2);
  });

  it('are the same for the same lot, and a weak lot falls short', async () => {
    const weak = { lot: 'B-1', wafers: [1, 2], weak: true };
    expect(probeData(weak)).toEqual(probeData(weak));
    const found = await read(probeData(weak));
    expect(lotYield(found).yield).toBeLessThan(0.6);
    expect(leastCpk(found)).toBeLessThan(0.5);
  });

  it('has parts after assembly', async () => {
    const found = await read(finalTestData('F-1', 120));
    expect(found.wafers.reduce((sum, { tested }) => sum + tested, 0)).toBe(120);
  });
});
