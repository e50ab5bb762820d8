import { CsvError, parse } from 'csv-parse/sync';
import type { LotResults } from '../lot-results.js';
import { WaferBuilder } from '../wafer-builder.js';
import { WaferDataError } from '../wafer-data-error.js';

const MOST_WAFERS = 1_000;
const VERDICTS: Readonly<Record<string, boolean>> = {
  ...{ pass: true, p: true, true: true, '1': true, good: true },
  ...{ fail: false, f: false, false: false, '0': false, bad: false },
};

interface Row {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly bytes: number };
}

/**
 * Reads one line a tested die: columns `x`, `y`, `bin` and `result` (pass or fail), `wafer` and `lot` where the file holds several.
 * The separator is a comma or a semicolon. Throws `WaferDataError`.
 */
export function readCsv(text: string): LotResults {
  const [first = ''] = text.split('\n', 1);
  let rows: Row[];
  try {
    rows = parse(text, {
      columns: (names: string[]) => names.map((name) => name.trim().toLowerCase()),
      delimiter: first.includes(';') ? ';' : ',',
      bom: true,
      info: true,
      skip_empty_lines: true,
      trim: true,
      max_record_size: 10_000,
    }) as unknown as Row[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const offset = (error as { bytes?: number }).bytes ?? 0;
    throw new WaferDataError('MALFORMED', `Not a table of comma-separated values: ${error.code}`, offset);
  }
  const wafers = new Map<string, WaferBuilder>();
  let lot: string | undefined;
  for (const { record, info } of rows) {
    const whole = (name: string) => {
      const value = record[name];
      if (value === undefined || !/^-?\d{1,9}$/.test(value)) {
        throw new WaferDataError('MALFORMED', `Column ${name} has no whole number`, info.bytes);
      }
      return Number(value);
    };
    const passed = VERDICTS[(record['result'] ?? '').toLowerCase()];
    if (passed === undefined) {
      throw new WaferDataError('MALFORMED', 'Column result is neither pass nor fail', info.bytes);
    }
    const bin = whole('bin');
    if (bin < 0 || bin > 0xffff) throw new WaferDataError('MALFORMED', `${bin} is no bin`, info.bytes);
    if (lot !== undefined && record['lot'] !== undefined && record['lot'] !== lot) {
      throw new WaferDataError('CONTRADICTORY', 'The lines are of different lots', info.bytes);
    }
    lot ??= record['lot'];
    const name = record['wafer'] ?? '1';
    let wafer = wafers.get(name);
    if (!wafer) {
      if (wafers.size >= MOST_WAFERS) {
        throw new WaferDataError('TOO_LARGE', `More than ${MOST_WAFERS} wafers in one file`, info.bytes);
      }
      wafers.set(name, (wafer = new WaferBuilder(name)));
    }
    wafer.add({ x: whole('x'), y: whole('y'), part: '', bin, passed, retest: false }, info.bytes);
  }
  if (wafers.size === 0) throw new WaferDataError('TRUNCATED', 'The table has no lines', text.length);
  return {
    format: 'CSV',
    ...(lot ? { lot } : {}),
    wafers: [...wafers.values()].map((wafer) => wafer.result()),
    tests: [],
  };
}
