import type { LotResults, WaferResult } from '../lot-results.js';
import { WaferDataError } from '../wafer-data-error.js';
import { type BinMeaning, digitsOf, Grid } from './grid.js';
import { type Element, readXml } from './xml-events.js';

const MOST_WAFERS = 1_000;

/** Reads a wafer map in SEMI G85 XML (`<Map>`, one `<Device>` a substrate). Throws `WaferDataError`. */
export function readG85(text: string): LotResults {
  const wafers: WaferResult[] = [];
  const bins = new Map<number, BinMeaning>();
  let map: Element | undefined;
  let device: Element | undefined;
  let rows: { text: string; offset: number }[] = [];
  let lot: string | undefined;
  let product: string | undefined;

  const finish = (offset: number) => {
    if (!map || !device) return;
    const attributes = { ...map.attributes, ...device.attributes };
    const form = codesOf(attributes, offset);
    const grid = new Grid(attributes['SubstrateId'] ?? attributes['WaferId'] ?? `${wafers.length + 1}`, {
      ...form,
      bins,
    });
    for (const row of rows) grid.add(row.text, row.offset);
    const declared = attributes['Rows'];
    if (declared !== undefined && Number(declared) !== grid.rows) {
      const detail = `The map names ${declared} rows and has ${grid.rows}`;
      throw new WaferDataError('CONTRADICTORY', detail, device.offset);
    }
    if (wafers.length >= MOST_WAFERS) {
      throw new WaferDataError('TOO_LARGE', `More than ${MOST_WAFERS} wafers in one file`, offset);
    }
    wafers.push(grid.result());
    lot ??= attributes['LotId'];
    product ??= attributes['ProductId'];
    device = undefined;
    rows = [];
    bins.clear();
  };

  readXml(text, {
    open: (element) => {
      if (element.name === 'Map') map = element;
      else if (element.name === 'Device') device = element;
      else if (element.name === 'Bin' && device) meaning(element, device, bins);
    },
    close: (name, content, offset, path) => {
      if (name === 'Row' && path.at(-2) === 'Data') rows.push({ text: content.trim(), offset });
      else if (name === 'Device') finish(offset);
    },
  });
  if (!map) throw new WaferDataError('NOT_RECOGNISED', 'No SEMI G85 map', 0);
  if (wafers.length === 0) throw new WaferDataError('MALFORMED', 'The map has no device', 0);
  return {
    format: 'SEMI-G85',
    ...(lot ? { lot } : {}),
    ...(product ? { product } : {}),
    wafers,
    tests: [],
  };
}

function meaning({ attributes, offset }: Element, device: Element, bins: Map<number, BinMeaning>): void {
  const bin = codesOf(device.attributes, offset).numberOf(attributes['BinCode'] ?? '');
  if (bin === undefined) throw new WaferDataError('MALFORMED', 'A bin has no code', offset);
  const name = attributes['BinDescription'];
  bins.set(bin, { passes: attributes['BinQuality']?.toLowerCase() === 'pass', ...(name ? { name } : {}) });
}

/** How bins are written: one character, decimal digits with blanks between, or two hexadecimal digits. */
function codesOf(attributes: Element['attributes'], offset: number) {
  const type = (attributes['BinType'] ?? 'Ascii').toLowerCase();
  const skip = attributes['NullBin'];
  if (type === 'ascii') {
    const numberOf = (code: string) => (code.length === 1 ? code.charCodeAt(0) : undefined);
    return { width: 1, separated: false, numberOf, skips: (code: string) => code === (skip ?? '.') };
  }
  if (type === 'hexadecimal') {
    const numberOf = digitsOf(16);
    const skips = (code: string) => numberOf(code) === numberOf(skip ?? 'FF');
    return { width: 2, separated: false, numberOf, skips };
  }
  if (type === 'decimal' || type === 'integer2') {
    const numberOf = digitsOf(10);
    const skips = (code: string) =>
      numberOf(code) === numberOf(skip ?? (type === 'decimal' ? '255' : '65535'));
    return { width: 1, separated: true, numberOf, skips };
  }
  throw new WaferDataError('UNSUPPORTED', `Bins of type "${type.slice(0, 20)}" are not read`, offset);
}
