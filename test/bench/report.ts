import { type BarOutcome, type Bench, type BenchReport, checkBars } from './bench.js';

/** A report as a table for people, with its bars. */
export function table(bench: Bench, report: BenchReport): string {
  const bars = new Map(checkBars(bench.bars, report).map((outcome) => [outcome.bar.figure, outcome]));
  const rows: string[][] = [['figure', 'value', 'to reach', '']];
  for (const part of ['results', 'ratios'] as const) {
    for (const [name, value] of Object.entries(report[part])) {
      const outcome = bars.get(`${part}.${name}`);
      const shown = part === 'ratios' ? `${value} ×` : value.toLocaleString('en');
      rows.push([`${part}.${name}`, shown, ...(outcome ? describe(outcome) : ['', ''])]);
    }
  }
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map(([figure, value, bar, outcome]) =>
    `${figure!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)}  ${bar!.padEnd(widths[2]!)}  ${outcome}`.trimEnd(),
  );
  return [
    `${report.name}: ${bench.about}`,
    `(${report.unit}, median of ${report.rounds} rounds)`,
    ...lines,
  ].join('\n');
}

function describe({ bar, reached }: BarOutcome): [string, string] {
  const limit = bar.atLeast !== undefined ? `≥ ${bar.atLeast}` : `≤ ${bar.atMost}`;
  return [limit, reached ? 'reached' : 'MISSED'];
}
