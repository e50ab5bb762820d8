import type { BenchOptions } from './bench.js';

/** One thing that is measured: answers its figure for one round. */
export type Contender = () => Promise<number>;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** Every contender's figure, round by round. */
export class Rounds<Name extends string> {
  constructor(private readonly figures: Readonly<Record<Name, readonly number[]>>) {}

  median(name: Name): number {
    return tidy(median(this.figures[name]));
  }

  /** The median of the ratios within each round: what slows a whole round slows both sides of it. */
  ratio(name: Name, to: Name): number {
    return tidy(median(this.figures[name].map((value, round) => value / this.figures[to][round]!)));
  }

  medians(): Record<Name, number> {
    const names = Object.keys(this.figures) as Name[];
    return Object.fromEntries(names.map((name) => [name, this.median(name)])) as Record<Name, number>;
  }
}

/**
 * Runs all contenders one after another, round after round, so that a slow minute of the machine falls on all of them; each round begins
 * with another contender. One round of warm-up is not counted.
 */
export async function interleave<Name extends string>(
  contenders: Readonly<Record<Name, Contender>>,
  { rounds, note }: BenchOptions,
): Promise<Rounds<Name>> {
  const names = Object.keys(contenders) as Name[];
  const figures = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (let turn = 0; turn < names.length; turn += 1) {
      const name = names[(turn + round) % names.length]!;
      const figure = await contenders[name]();
      if (round > 0) figures[name].push(figure);
      note(
        `${round === 0 ? 'warm-up' : `round ${round}`}: ${name} ${Math.round(figure).toLocaleString('en')}`,
      );
    }
  }
  return new Rounds(figures);
}

/** Calls `work` from `callers` at once, each again as soon as it has an answer, for `ms`. Answers calls per second. */
export async function callsPerSecond(
  callers: number,
  ms: number,
  work: (caller: number) => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  let done = 0;
  const call = async (caller: number) => {
    while (performance.now() - started < ms) {
      await work(caller);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return done / ((performance.now() - started) / 1_000);
}

/** Hands each of `items` to one of `callers`, in order. Answers items per second. */
export async function itemsPerSecond<Item>(
  callers: number,
  items: readonly Item[],
  work: (item: Item) => Promise<unknown>,
): Promise<number> {
  const started = performance.now();
  let next = 0;
  const call = async () => {
    while (next < items.length) await work(items[next++]!);
  };
  await Promise.all(Array.from({ length: callers }, call));
  return items.length / ((performance.now() - started) / 1_000);
}

/** Figures are read by people: three significant digits below a hundred, whole numbers above. */
export function tidy(value: number): number {
  return value < 100 ? Number(value.toPrecision(3)) : Math.round(value);
}
