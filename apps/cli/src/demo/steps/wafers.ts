import { type ParametricTest, StdfWriter } from '@doyak/prototype-runs';

const TESTS: readonly ParametricTest[] = [
  { test: 1000, name: 'Supply current', units: 'A', lowLimit: 0.8, highLimit: 1.2 },
  { test: 1100, name: 'Leakage', units: 'mA', lowLimit: -1, highLimit: 1 },
  { test: 1200, name: 'Clock', units: 'GHz', lowLimit: 1.4, highLimit: 2.2 },
];
const FUNCTIONAL = 2000;
/** Dies from the middle of a wafer to its edge. */
const RADIUS = 6;
const GOOD = 1;

/** What a lot is like: a weak one leaks beyond its limit on about half of its dies. */
export interface Lot {
  readonly lot: string;
  readonly wafers: readonly number[];
  readonly weak?: boolean;
}

/** Test data of wafers as a probe station writes them (STDF V4): the same lot gives the same bytes. */
export function probeData({ lot, wafers, weak = false }: Lot): Buffer {
  const tester = new Tester(lot, weak);
  const records = wafers.flatMap((wafer) => {
    const dies = disc();
    const first = dies.map((die) => ({ die, passes: tester.works(Math.hypot(die.x, die.y)) }));
    // A die that fails is touched once more: some pass then.
    const again = first
      .filter(({ passes }) => !passes)
      .map(({ die }) => ({ die, passes: tester.chance(0.3) }));
    return [
      tester.writer.wir(`${lot}-${wafer}`),
      ...first.flatMap(({ die, passes }) => tester.part(die, passes)),
      ...again.flatMap(({ die, passes }) => tester.part({ ...die, retest: true }, passes)),
      tester.writer.wrr(`${lot}-${wafer}`, dies.length),
    ];
  });
  return tester.file(records);
}

/** Test data of packaged parts. */
export function finalTestData(lot: string, units: number): Buffer {
  const tester = new Tester(lot, false);
  const parts = Array.from({ length: units }, (_, at) =>
    tester.part({ id: String(at + 1) }, tester.chance(0.96)),
  );
  return tester.file(parts.flat());
}

interface Part {
  readonly id: string;
  readonly x?: number;
  readonly y?: number;
  readonly retest?: boolean;
}

class Tester {
  readonly writer = new StdfWriter(true);
  private seed: number;

  constructor(
    private readonly lot: string,
    private readonly weak: boolean,
  ) {
    this.seed = [...lot].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) >>> 0, 7);
  }

  chance(of: number): boolean {
    return this.random() < of;
  }

  /** The nearer to the edge, the more dies fail. */
  works(distance: number): boolean {
    return this.chance(distance > RADIUS - 1 ? 0.7 : 0.92);
  }

  part(part: Part, functional: boolean): Buffer[] {
    const { writer } = this;
    const measured = TESTS.map((test) => {
      const middle = (test.lowLimit! + test.highLimit!) / 2;
      const spread = (test.highLimit! - test.lowLimit!) / 10;
      const shifted = this.weak && test.name === 'Leakage' ? test.highLimit! : middle;
      return { test, value: shifted + spread * this.normal() };
    });
    const within = measured.every(({ test, value }) => value >= test.lowLimit! && value <= test.highLimit!);
    const passed = functional && within;
    return [
      writer.pir(),
      ...measured.map(({ test, value }) => writer.ptr(test, value)),
      writer.ftr(FUNCTIONAL, functional),
      writer.prr({ ...part, bin: passed ? GOOD : within ? 7 : 5, passed, tests: TESTS.length + 1 }),
    ];
  }

  file(records: readonly Buffer[]): Buffer {
    const { writer, lot } = this;
    return Buffer.concat([
      writer.far(),
      writer.mir({ lot, product: 'SAMPLE-NPU', program: 'sample', revision: '1' }),
      ...records,
      writer.hbr(GOOD, 0, true, 'Good'),
      writer.mrr(),
    ]);
  }

  /** Mean 0, deviation 1, never beyond 6. */
  private normal(): number {
    return Array.from({ length: 12 }, () => this.random()).reduce((sum, one) => sum + one, -6);
  }

  /** 0 to 1, the same for the same lot (mulberry32). */
  private random(): number {
    this.seed = (this.seed + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.seed ^ (this.seed >>> 15), this.seed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }
}

function disc(): { x: number; y: number; id: string }[] {
  const line = Array.from({ length: 2 * RADIUS + 1 }, (_, at) => at - RADIUS);
  return line.flatMap((y) =>
    line.flatMap((x) => (Math.hypot(x, y) <= RADIUS ? [{ x, y, id: `${x},${y}` }] : [])),
  );
}
