import type { Die } from './dies.js';
import type { WaferResult } from './lot-results.js';

const SIDE = 6;
const GAP = 1;
const FAILING = ['#b3261e', '#e46c0a', '#7b1fa2', '#5d4037', '#00838f', '#ad1457', '#455a64', '#827717'];
const PASSING = ['#2e7d32', '#66bb6a', '#1565c0', '#42a5f5'];

/**
 * A wafer's map as an SVG picture: a square a die, one colour a bin, passing ones green and blue. A picture without text of the file:
 * nothing in it can be taken for markup.
 */
export function waferMapSvg({
  dies,
  bins,
  tested,
  passed,
}: Omit<WaferResult, 'dies'> & { readonly dies: { list(): Die[] } }): string {
  const list = dies.list();
  const step = SIDE + GAP;
  const [left, top] = [Math.min(...bounds(list, 'x')), Math.min(...bounds(list, 'y'))];
  const [right, bottom] = [Math.max(...bounds(list, 'x')), Math.max(...bounds(list, 'y'))];
  const colours = new Map<number, string>();
  let [passing, failing] = [0, 0];
  for (const { bin, passes } of bins) {
    colours.set(bin, passes ? PASSING[passing++ % PASSING.length]! : FAILING[failing++ % FAILING.length]!);
  }
  const byColour = new Map<string, string[]>();
  for (const { x, y, bin } of list) {
    const colour = colours.get(bin) ?? FAILING[0]!;
    const square = `M${(x - left) * step} ${(y - top) * step}h${SIDE}v${SIDE}h-${SIDE}z`;
    const squares = byColour.get(colour);
    if (squares) squares.push(square);
    else byColour.set(colour, [square]);
  }
  const width = list.length === 0 ? 0 : (right - left + 1) * step;
  const height = list.length === 0 ? 0 : (bottom - top + 1) * step;
  const paths = [...byColour].map(([colour, squares]) => `<path fill="${colour}" d="${squares.join('')}"/>`);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${passed} of ${tested} dies pass</title>`,
    ...paths,
    '</svg>',
    '',
  ].join('\n');
}

function bounds(dies: readonly { x: number; y: number }[], axis: 'x' | 'y'): [number, number] {
  let [least, most] = [Infinity, -Infinity];
  for (const die of dies) {
    if (die[axis] < least) least = die[axis];
    if (die[axis] > most) most = die[axis];
  }
  return [least, most];
}
