import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readWaferData } from '../read-wafer-data.js';
import { waferMapSvg } from '../wafer-map-svg.js';
import { WaferDataError } from '../wafer-data-error.js';

async function* once(text: string | Uint8Array) {
  yield await Promise.resolve(typeof text === 'string' ? Buffer.from(text) : text);
}
const read = (text: string | Uint8Array) => readWaferData(once(text));
const refusal = (text: string | Uint8Array) =>
  read(text).then(
    () => undefined,
    (error: unknown) => (error instanceof WaferDataError ? error : Promise.reject(error as Error)),
  );

const G85 = `<?xml version="1.0"?>
<Map xmlns:semi="http://www.semi.org" FormatRevision="G85-1101" SubstrateType="Wafer" SubstrateId="W07">
  <Device BinType="Decimal" NullBin="255" ProductId="NPU-A" LotId="LOT-1" Rows="2" Columns="3" OriginLocation="2">
    <Bin BinCode="001" BinQuality="Pass" BinDescription="good"/>
    <Bin BinCode="009" BinQuality="Fail" BinDescription="leaks"/>
    <Data MapName="WM">
      <Row><![CDATA[255 001 009]]></Row>
      <Row><![CDATA[001 001 255]]></Row>
    </Data>
  </Device>
</Map>`;
const E142 = `<?xml version="1.0" encoding="utf-8"?>
<MapData xmlns="urn:semi-org:xsd.E142-1.V0905.SubstrateMap">
  <Substrates><Substrate SubstrateType="Wafer" SubstrateId="W07"><LotId>LOT-1</LotId></Substrate></Substrates>
  <SubstrateMaps><SubstrateMap SubstrateType="Wafer" SubstrateId="W07" Orientation="0" OriginLocation="UpperLeft">
    <Overlay MapName="sort" MapVersion="1"><BinCodeMap BinType="HexaDecimal" NullBin="FF">
      <BinDefinitions>
        <BinDefinition BinCode="01" BinQuality="Pass" BinDescription="good" BinCount="3"/>
        <BinDefinition BinCode="09" BinQuality="Fail" BinDescription="leaks" BinCount="1"/>
      </BinDefinitions>
      <BinCode>FF0109</BinCode>
      <BinCode>0101FF</BinCode>
    </BinCodeMap></Overlay>
  </SubstrateMap></SubstrateMaps>
</MapData>`;
const SINF = `DEVICE:NPU-A
LOT:LOT-1
WAFER:W07
FNLOC:180
ROWCT:2
COLCT:3
BCEQU:01
REFPX:0
REFPY:0
DUTMS:mm
XDIES:5.0
YDIES:5.0
RowData:__ 01 09
RowData:01 01 __
`;
const CSV = `lot,wafer,x,y,bin,result
LOT-1,W07,1,0,1,pass
LOT-1,W07,2,0,9,fail
LOT-1,W07,0,1,1,pass
LOT-1,W07,1,1,1,pass
`;
const FILES = { 'SEMI-G85': G85, 'SEMI-E142': E142, SINF, CSV };

describe.each(Object.entries(FILES))('%s', (format, text) => {
  it('gives the map, its bins and its yield', async () => {
    const lot = await read(text);
    const [wafer] = lot.wafers;
    expect(lot).toMatchObject({ format, lot: 'LOT-1', tests: [] });
    expect(wafer).toMatchObject({ wafer: 'W07', tested: 4, passed: 3, yield: 0.75 });
    expect(wafer!.dies.list().map(({ x, y, bin, passed }) => [x, y, bin, passed])).toEqual([
      [1, 0, 1, true],
      [2, 0, 9, false],
      [0, 1, 1, true],
      [1, 1, 1, true],
    ]);
    expect(wafer!.bins.map(({ bin, passes, count }) => [bin, passes, count])).toEqual([
      [1, true, 3],
      [9, false, 1],
    ]);
  });

  it('answers or refuses whatever is cut or changed, and never fails otherwise', async () => {
    const bytes = Buffer.from(text);
    for (let length = 0; length < bytes.length; length += 1) await refusal(bytes.subarray(0, length));
    const change = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(change, async (changes) => {
        const changed = Buffer.from(bytes);
        for (const [at, value] of changes) changed[at] = value;
        await refusal(changed);
      }),
      { numRuns: 300 },
    );
  });
});

it.each([
  ['XML that is cut', G85.slice(0, -40), 'TRUNCATED'],
  [
    'XML with an entity that expands',
    E142.replace('<MapData', '<!DOCTYPE m [<!ENTITY a "b">]><MapData'),
    'UNSUPPORTED',
  ],
  [
    'XML with an entity from outside',
    G85.replace('<Map ', '<!DOCTYPE m SYSTEM "file:///etc/passwd"><Map '),
    'UNSUPPORTED',
  ],
  ['an entity nobody declared', G85.replace('"good"', '"&other;"'), 'MALFORMED'],
  ['elements that lie too deep', `<MapData>${'<a>'.repeat(60)}`, 'TOO_LARGE'],
  ['a map with fewer rows than it names', G85.replace('Rows="2"', 'Rows="3"'), 'CONTRADICTORY'],
  ['a code that is no number', G85.replace('255 001 009', '255 0x1 009'), 'MALFORMED'],
  ['codes of an unknown type', E142.replace('HexaDecimal', 'Base64'), 'UNSUPPORTED'],
  ['a row of a broken code', E142.replace('FF0109', 'FF010'), 'MALFORMED'],
  ['a map without codes', E142.replace(/<BinCode>.*<\/BinCode>/g, ''), 'MALFORMED'],
  ['a SINF map with a row too few', SINF.replace('RowData:01 01 __\n', ''), 'TRUNCATED'],
  ['a SINF row with a column too many', SINF.replace('01 01 __', '01 01 __ 01'), 'CONTRADICTORY'],
  ['a SINF map without its size', SINF.replace('ROWCT:2\n', ''), 'MALFORMED'],
  ['a table with another result', CSV.replace('fail', 'maybe'), 'MALFORMED'],
  ['a table with a line too short', CSV.replace('LOT-1,W07,1,1,1,pass', 'LOT-1,W07'), 'MALFORMED'],
  ['a table of two lots', CSV.replace('LOT-1,W07,1,1', 'LOT-2,W07,1,1'), 'CONTRADICTORY'],
  ['a table of nothing', 'x,y,bin,result\n', 'TRUNCATED'],
  ['other text', 'hello', 'NOT_RECOGNISED'],
  ['bytes', Buffer.from([0xff, 0xfe, 0x00]), 'NOT_RECOGNISED'],
  ['nothing', '', 'NOT_RECOGNISED'],
])('refuses %s', async (_what, text, code) => {
  expect((await refusal(text))?.code).toBe(code);
});

it('names the byte, not the character, at which a file is wrong', async () => {
  const korean = CSV.replace('LOT-1,W07,1,0', '로트,W07,1,0')
    .replaceAll('LOT-1', '로트')
    .replace('fail', 'maybe');
  const error = await refusal(korean);
  const lineEnd = Buffer.byteLength(korean.slice(0, korean.indexOf('maybe') + 'maybe'.length + 1));
  expect(error?.offset).toBe(lineEnd);
});

it('draws a map: a square a die, coloured by its bin', async () => {
  const [wafer] = (await read(SINF)).wafers;
  const svg = waferMapSvg(wafer!);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" viewBox="0 0 21 14"/);
  expect(svg.match(/M\d+ \d+h6v6h-6z/g)).toHaveLength(4);
  expect(svg.match(/<path /g)).toHaveLength(2);
});
