import { spawnSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { checkBars, type BenchReport } from './bench.js';
import { interleave, median, percentile } from './rounds.js';

const report = (ratios: Record<string, number>, results: Record<string, number> = {}): BenchReport => ({
  ...{ name: 'sample', unit: 'events/s', rounds: 5 },
  ...{ ratios, results },
});

describe('bars', () => {
  it('are reached at the figure itself and missed beyond it, in either direction', () => {
    const bars = [
      { figure: 'ratios.limit', atLeast: 0.6 },
      { figure: 'results.lagP99Ms', atMost: 40 },
    ] as const;
    const reached = (limit: number, lagP99Ms: number) =>
      checkBars(bars, report({ limit }, { lagP99Ms })).map((outcome) => outcome.reached);
    expect(reached(0.6, 40)).toEqual([true, true]);
    expect(reached(0.59, 41)).toEqual([false, false]);
  });

  it('are missed, not skipped, when the figure is not there', () => {
    expect(checkBars([{ figure: 'ratios.limit', atLeast: 0.6 }], report({}))[0]!.reached).toBe(false);
    expect(checkBars([{ figure: 'results.none', atMost: 1 }], report({}))[0]!.reached).toBe(false);
  });
});

describe('rounds', () => {
  it('have a median and percentiles', () => {
    expect([median([9, 1, 5]), median([4, 1, 3, 2])]).toEqual([5, 2.5]);
    const values = Array.from({ length: 200 }, (_, at) => at);
    expect([percentile(values, 0.5), percentile(values, 0.99), percentile(values, 1)]).toEqual([
      100, 198, 199,
    ]);
  });

  it('interleave contenders, leave the warm-up out, and take ratios within a round', async () => {
    const order: string[] = [];
    const contender = (name: string, figures: number[]) => () => {
      order.push(name);
      return Promise.resolve(figures.shift()!);
    };
    // The second round is four times as slow for both: the ratio does not see it.
    const rounds = await interleave(
      { ours: contender('ours', [1, 200, 50, 400]), theirs: contender('theirs', [1_000, 100, 25, 100]) },
      { rounds: 3, note: () => undefined },
    );
    expect(order.join(' ')).toBe('ours theirs theirs ours ours theirs theirs ours');
    expect([rounds.median('ours'), rounds.median('theirs'), rounds.ratio('ours', 'theirs')]).toEqual([
      200, 100, 2,
    ]);
  });
});

describe('npm run bench', () => {
  it('lists the benches and exits with 2 when it does not know the name', () => {
    const loader = ['--disable-warning=ExperimentalWarning', '--import', './scripts/register-ts.mjs'];
    const run = spawnSync(process.execPath, [...loader, 'test/bench/run.ts', 'unheard-of'], {
      encoding: 'utf8',
    });
    expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 2, stdout: '' });
    expect(run.stderr).toContain('There is no bench "unheard-of".');
    for (const name of ['append', 'decide', 'sequence', 'replay', 'rebuild', 'start'])
      expect(run.stderr).toMatch(new RegExp(`^ {2}${name} `, 'm'));
  }, 60_000);
});
