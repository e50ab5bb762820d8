import type { LotResults, WaferResult } from '../lot-results.js';
import { WaferDataError } from '../wafer-data-error.js';
import { type BinMeaning, digitsOf, Grid } from './grid.js';
import { type Element, readXml } from './xml-events.js';

const WIDTHS: Readonly<Record<string, number>> = { ascii: 1, hexadecimal: 2, integer2: 4, decimal: 3 };

/**
 * Reads substrate maps in SEMI E142 XML (`<MapData>`): one wafer for each `<BinCodeMap>`. Codes stand one `<BinCode>` a row, or all in
 * one. Throws `WaferDataError`.
 */
export function readE142(text: string): LotResults {
  const wafers: WaferResult[] = [];
  const lots = new Map<string, string>();
  let found = false;
  let substrate = '';
  let map: Element | undefined;
  let bins = new Map<number, BinMeaning>();
  let rows: { text: string; offset: number }[] = [];

  const finish = (element: Element) => {
    const { width, numberOf, skips } = codesOf(element);
    const grid = new Grid(substrate || `${wafers.length + 1}`, {
      ...{ width, separated: false, numberOf, skips, bins },
    });
    for (const row of rows) grid.add(row.text, row.offset);
    if (grid.rows === 0) throw new WaferDataError('MALFORMED', 'A map has no bin codes', element.offset);
    wafers.push(grid.result());
  };

  readXml(text, {
    open: (element) => {
      const { name, attributes } = element;
      if (name === 'MapData') found = true;
      else if (name === 'Substrate' || name === 'SubstrateMap')
        substrate = attributes['SubstrateId'] ?? substrate;
      else if (name === 'BinCodeMap') {
        map = element;
        bins = new Map();
        rows = [];
      } else if (name === 'BinDefinition' && map) define(element, map, bins);
    },
    close: (name, content, offset) => {
      if (name === 'LotId') lots.set(substrate, content.trim());
      else if (name === 'BinCode') {
        for (const row of content.trim().split(/\s+/)) if (row !== '') rows.push({ text: row, offset });
      } else if (name === 'BinCodeMap' && map) {
        finish(map);
        map = undefined;
      }
    },
  });
  if (!found) throw new WaferDataError('NOT_RECOGNISED', 'No SEMI E142 map', 0);
  if (wafers.length === 0) throw new WaferDataError('MALFORMED', 'The document has no map of bin codes', 0);
  const different = new Set(lots.values());
  const [lot] = different;
  if (different.size > 1) {
    throw new WaferDataError('CONTRADICTORY', 'The substrates are of different lots', 0);
  }
  return { format: 'SEMI-E142', ...(lot ? { lot } : {}), wafers, tests: [] };
}

function define({ attributes, offset }: Element, map: Element, bins: Map<number, BinMeaning>): void {
  const bin = codesOf(map).numberOf(attributes['BinCode'] ?? '');
  if (bin === undefined) throw new WaferDataError('MALFORMED', 'A bin definition has no code', offset);
  const name = attributes['BinDescription'];
  bins.set(bin, { passes: attributes['BinQuality']?.toLowerCase() === 'pass', ...(name ? { name } : {}) });
}

function codesOf({ attributes, offset }: Element) {
  const type = (attributes['BinType'] ?? '').toLowerCase();
  const width = WIDTHS[type];
  if (width === undefined) {
    throw new WaferDataError('UNSUPPORTED', `Bins of type "${type.slice(0, 20)}" are not read`, offset);
  }
  const numberOf =
    type === 'ascii' ? (code: string) => code.charCodeAt(0) : digitsOf(type === 'decimal' ? 10 : 16);
  const skip = attributes['NullBin'];
  const skips = (code: string) => skip !== undefined && code.toLowerCase() === skip.toLowerCase();
  return { width, numberOf, skips };
}
