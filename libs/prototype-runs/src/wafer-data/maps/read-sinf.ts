import type { LotResults } from '../lot-results.js';
import { WaferDataError } from '../wafer-data-error.js';
import { type BinMeaning, digitsOf, Grid } from './grid.js';

/**
 * Reads a wafer map in SINF (Simplified INF): `KEY:value` lines, then `RowData:` with hexadecimal bins; `__` is no die, `@@` one that
 * was not tested. `BCEQU` names the bins that pass. Throws `WaferDataError`.
 */
export function readSinf(text: string): LotResults {
  const head = new Map<string, string>();
  const rows: { text: string; offset: number }[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const [, key, value] = /^\s*([A-Za-z]+)\s*:(.*?)\r?$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) {
      if (key.toUpperCase() === 'ROWDATA') rows.push({ text: value.trim(), offset });
      else head.set(key.toUpperCase(), value.trim());
    } else if (line.trim() !== '') {
      throw new WaferDataError('MALFORMED', 'A line is neither KEY:value nor empty', offset);
    }
    offset += Buffer.byteLength(line) + 1;
  }
  if (rows.length === 0) throw new WaferDataError('TRUNCATED', 'The map has no RowData', offset);
  const count = (key: string) => {
    const value = head.get(key);
    if (value === undefined || !/^\d{1,5}$/.test(value)) {
      throw new WaferDataError('MALFORMED', `${key} is missing or not a number`, 0);
    }
    return Number(value);
  };
  const [rowCount, columnCount] = [count('ROWCT'), count('COLCT')];
  if (rows.length !== rowCount) {
    const code = rows.length < rowCount ? 'TRUNCATED' : 'CONTRADICTORY';
    throw new WaferDataError(code, `ROWCT says ${rowCount} rows, there are ${rows.length}`, offset);
  }
  const numberOf = digitsOf(16);
  const passing = (head.get('BCEQU') ?? '').split(/[\s,]+/).filter((code) => code !== '');
  const bins = new Map<number, BinMeaning>();
  for (const code of passing) {
    const bin = numberOf(code);
    if (bin === undefined) throw new WaferDataError('MALFORMED', 'BCEQU names what is no bin', 0);
    bins.set(bin, { passes: true });
  }
  const grid = new Grid(head.get('WAFER') ?? '1', {
    ...{ width: 1, separated: true, numberOf, bins },
    skips: (code) => /^(_+|@+|-+|\*+|\.+)$/.test(code),
  });
  for (const row of rows) {
    const columns = row.text === '' ? 0 : row.text.split(/\s+/).length;
    if (columns !== columnCount) {
      const detail = `COLCT says ${columnCount} columns, a row has ${columns}`;
      throw new WaferDataError('CONTRADICTORY', detail, row.offset);
    }
    grid.add(row.text, row.offset);
  }
  const [lot, product] = [head.get('LOT'), head.get('DEVICE')];
  return {
    format: 'SINF',
    ...(lot ? { lot } : {}),
    ...(product ? { product } : {}),
    wafers: [grid.result()],
    tests: [],
  };
}
