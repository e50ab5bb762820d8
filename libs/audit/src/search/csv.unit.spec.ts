import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { csvLine } from './csv.js';

describe('A line of CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '=cmd|"/c calc"!A1', '＝1'])(
    'takes the formula out of %j',
    (text) => {
      const [[cell]] = parse(csvLine([text])) as string[][] as [[string]];
      expect(cell).toBe(`'${text}`);
    },
  );

  it('is read back as it was written, whatever is in it', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 2, maxLength: 6 }), (cells) => {
        const [read] = parse(csvLine(cells), { relax_column_count: true }) as string[][];
        expect(read!.map((cell, at) => (cell === `'${cells[at]}` ? cells[at] : cell))).toEqual(cells);
      }),
    );
  });

  it('keeps numbers as numbers, also negative ones, and leaves nothing where there is nothing', () => {
    expect(csvLine([-1, undefined, null, { a: '"' }, true])).toBe('-1,,,"{""a"":""\\""""}",true\r\n');
  });
});
