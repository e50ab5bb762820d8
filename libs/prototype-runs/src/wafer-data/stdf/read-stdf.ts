import type { LotResults } from '../lot-results.js';
import { TestFigures } from '../test-figures.js';
import { WaferBuilder } from '../wafer-builder.js';
import { WaferDataError } from '../wafer-data-error.js';
import { Fields } from './fields.js';
import { kindOf, StdfFramer } from './framer.js';

const MIR = kindOf(1, 10);
const MRR = kindOf(1, 20);
const HBR = kindOf(1, 40);
const WIR = kindOf(2, 10);
const WRR = kindOf(2, 20);
const PIR = kindOf(5, 10);
const PRR = kindOf(5, 20);
const PTR = kindOf(15, 10);
const FTR = kindOf(15, 20);

/** PRR.PART_FLG */
const SAME_PART = 0x01;
const SAME_PLACE = 0x02;
const ABNORMAL = 0x04;
const FAILED = 0x08;
const NO_VERDICT = 0x10;
/** PTR.TEST_FLG: result not valid, unreliable, timed out, not executed, aborted. */
const NOT_MEASURED = 0x3e;
const NOT_EXECUTED = 0x10;
const TEST_NO_VERDICT = 0x40;
const TEST_FAILED = 0x80;
/** PTR.OPT_FLAG: a limit that is not given here, and one that does not exist. */
const LOW_LIMIT_ABSENT = 0x50;
const HIGH_LIMIT_ABSENT = 0xa0;
const NO_PLACE = -32_768;
/** TEST_NUM, HEAD_NUM, SITE_NUM, TEST_FLG, PARM_FLG; RESULT follows. */
const PTR_FIXED = 8;
/** Wafers in a lot carrier, with room for lots put together; tests in a program. */
const MOST_WAFERS = 1_000;
const MOST_TESTS = 100_000;

/**
 * Reads STDF V4 (Teradyne's Standard Test Data Format) piece by piece: bins, yields, maps and the statistics of its parametric tests.
 * Memory holds a number for each die and a line for each test, however long the file. Throws `WaferDataError` with the byte offset.
 */
export class StdfReader {
  private readonly fields = new Fields();
  private readonly framer = new StdfFramer(this);
  private readonly tests = new Map<number, TestFigures>();
  private readonly wafers: WaferBuilder[] = [];
  private readonly hardBins = new Map<number, { passes: boolean | undefined; name: string }>();
  /** The wafer on each test head. */
  private readonly onHead = new Map<number, WaferBuilder>();
  /** Parts that are being tested, by head and site. */
  private readonly begun = new Set<number>();
  /** The test that was looked up last. */
  private before: TestFigures | undefined;
  private loose: WaferBuilder | undefined;
  private head: { lot: string; product: string; program: string } | undefined;
  private finished = false;

  push(chunk: Uint8Array): void {
    this.framer.push(chunk);
  }

  end(): LotResults {
    this.framer.end();
    const { offset } = this.framer;
    if (!this.head) throw new WaferDataError('TRUNCATED', 'The file has no master record (MIR)', offset);
    if (!this.finished) throw new WaferDataError('TRUNCATED', 'The file ends without its MRR record', offset);
    if (this.onHead.size > 0) throw new WaferDataError('MALFORMED', 'A wafer has no end (WRR)', offset);
    if (this.loose) this.wafers.push(this.loose);
    const { lot, product, program } = this.head;
    return {
      format: 'STDF-V4',
      ...(lot ? { lot } : {}),
      ...(product ? { product } : {}),
      ...(program ? { program } : {}),
      wafers: this.wafers.map((wafer) => this.finish(wafer)),
      tests: [...this.tests.values()]
        .sort((one, other) => one.test - other.test)
        .map((test) => test.statistics()),
    };
  }

  /** Called by the framer for each record. */
  take(kind: number, view: DataView, start: number, end: number, offset: number): void {
    if (this.finished) throw new WaferDataError('MALFORMED', 'A record follows the MRR record', offset);
    if (kind === PTR) {
      this.parametric(view, start, end, offset);
      return;
    }
    const fields = this.fields.open(view, start, end, offset);
    fields.littleEndian = this.framer.littleEndian;
    if (kind === FTR) this.functional(fields, offset);
    else if (kind === PIR) this.begin(fields);
    else if (kind === PRR) this.part(fields, offset);
    else if (kind === WIR) this.openWafer(fields, offset);
    else if (kind === WRR) this.closeWafer(fields, offset);
    else if (kind === HBR) this.hardBin(fields);
    else if (kind === MIR) this.master(fields, offset);
    else if (kind === MRR) this.finished = true;
  }

  private master(fields: Fields, offset: number): void {
    if (this.head) throw new WaferDataError('MALFORMED', 'A second MIR record', offset);
    // SETUP_T, START_T, STAT_NUM, MODE_COD, RTST_COD, PROT_COD, BURN_TIM, CMOD_COD
    fields.skip(4 + 4 + 1 + 1 + 1 + 1 + 2 + 1);
    const lot = fields.text('LOT_ID');
    const product = fields.text('PART_TYP');
    fields.skipText('NODE_NAM');
    fields.skipText('TSTR_TYP');
    const program = [fields.text('JOB_NAM'), fields.text('JOB_REV')].filter((text) => text !== '').join(' ');
    this.head = { lot, product, program };
  }

  private openWafer(fields: Fields, offset: number): void {
    const head = fields.u1('HEAD_NUM');
    fields.skip(1 + 4);
    const name = fields.text('WAFER_ID');
    if (this.onHead.has(head)) {
      throw new WaferDataError(
        'MALFORMED',
        `A wafer begins on head ${head} before another has ended`,
        offset,
      );
    }
    this.onHead.set(head, new WaferBuilder(name || `${this.wafers.length + 1}`));
  }

  private closeWafer(fields: Fields, offset: number): void {
    const head = fields.u1('HEAD_NUM');
    const open = this.onHead.get(head);
    if (!open) throw new WaferDataError('MALFORMED', `A wafer ends on head ${head} that never began`, offset);
    if (this.wafers.length >= MOST_WAFERS) {
      throw new WaferDataError('TOO_LARGE', `More than ${MOST_WAFERS} wafers in one file`, offset);
    }
    this.onHead.delete(head);
    this.wafers.push(open);
  }

  /** Bins are often described at the end of the file only. */
  private finish(builder: WaferBuilder): LotResults['wafers'][number] {
    for (const [bin, { passes, name }] of this.hardBins) builder.describe(bin, passes, name);
    return builder.result();
  }

  private hardBin(fields: Fields): void {
    fields.skip(2);
    const bin = fields.u2('HBIN_NUM');
    fields.skip(4);
    const verdict = fields.more ? String.fromCharCode(fields.u1('HBIN_PF')) : ' ';
    const passes = verdict === 'P' ? true : verdict === 'F' ? false : undefined;
    this.hardBins.set(bin, { passes, name: fields.text('HBIN_NAM') });
  }

  private begin(fields: Fields): void {
    this.begun.add(fields.u1('HEAD_NUM') * 256 + fields.u1('SITE_NUM'));
  }

  private part(fields: Fields, offset: number): void {
    const head = fields.u1('HEAD_NUM');
    const site = fields.u1('SITE_NUM');
    if (!this.begun.delete(head * 256 + site)) {
      throw new WaferDataError(
        'MALFORMED',
        `A part ends on head ${head}, site ${site} that never began`,
        offset,
      );
    }
    const flags = fields.u1('PART_FLG');
    fields.skip(2);
    const bin = fields.u2('HARD_BIN');
    fields.skip(2);
    const x = fields.more ? fields.i2('X_COORD') : NO_PLACE;
    const y = fields.more ? fields.i2('Y_COORD') : NO_PLACE;
    fields.skip(4);
    const placed = x !== NO_PLACE && y !== NO_PLACE;
    // Its place tells a part from all others; the text is read only where there is none.
    if (placed) fields.skipText('PART_ID');
    const part = placed ? '' : fields.text('PART_ID');
    const described = this.hardBins.get(bin)?.passes;
    const verdict = (flags & NO_VERDICT) === 0 ? (flags & FAILED) === 0 : (described ?? false);
    const passed = verdict && (flags & ABNORMAL) === 0;
    const builder = this.onHead.get(head) ?? (this.loose ??= new WaferBuilder(''));
    const retest = (flags & (SAME_PART | SAME_PLACE)) !== 0;
    // One shape for all: there is one of these for each part.
    builder.add({ x: placed ? x : undefined, y: placed ? y : undefined, part, bin, passed, retest }, offset);
  }

  /** Nearly every record of a lot is one of these: its fixed part is read where it lies. */
  private parametric(view: DataView, start: number, end: number, offset: number): void {
    if (end - start < PTR_FIXED) {
      throw new WaferDataError('MALFORMED', 'A PTR record ends before its flags', offset);
    }
    const { littleEndian } = this.framer;
    const figures = this.test(view.getUint32(start, littleEndian), offset);
    const flags = view.getUint8(start + 6);
    if ((flags & NOT_EXECUTED) === 0) {
      figures.executions += 1;
      if ((flags & TEST_NO_VERDICT) === 0 && (flags & TEST_FAILED) !== 0) figures.failures += 1;
      if (figures.executions === 1) {
        this.fields.littleEndian = littleEndian;
        this.fields.open(view, start, end, offset).skip(PTR_FIXED + 4);
        this.describe(figures, this.fields);
      }
    }
    if ((flags & NOT_MEASURED) === 0 && end - start >= PTR_FIXED + 4) {
      const result = view.getFloat32(start + PTR_FIXED, littleEndian);
      if (Number.isFinite(result)) figures.measure(result);
    }
  }

  /** Name, limits and units stand in a test's first record and need not be repeated. */
  private describe(figures: TestFigures, fields: Fields): void {
    figures.name = fields.text('TEST_TXT');
    fields.skipText('ALARM_ID');
    if (!fields.more) return;
    const options = fields.u1('OPT_FLAG');
    fields.skip(3);
    const low = fields.more ? fields.r4('LO_LIMIT') : Number.NaN;
    const high = fields.more ? fields.r4('HI_LIMIT') : Number.NaN;
    if ((options & LOW_LIMIT_ABSENT) === 0 && Number.isFinite(low)) figures.lowLimit = low;
    if ((options & HIGH_LIMIT_ABSENT) === 0 && Number.isFinite(high)) figures.highLimit = high;
    figures.units = fields.text('UNITS');
  }

  private functional(fields: Fields, offset: number): void {
    const figures = this.test(fields.u4('TEST_NUM'), offset);
    fields.skip(2);
    const flags = fields.u1('TEST_FLG');
    if ((flags & NOT_EXECUTED) !== 0) return;
    figures.executions += 1;
    if ((flags & TEST_NO_VERDICT) === 0 && (flags & TEST_FAILED) !== 0) figures.failures += 1;
  }

  private test(number: number, offset: number): TestFigures {
    const expected = this.before?.following;
    if (expected?.test === number) {
      this.before = expected;
      return expected;
    }
    const figures = this.lookUp(number, offset);
    if (this.before) this.before.following = figures;
    this.before = figures;
    return figures;
  }

  private lookUp(number: number, offset: number): TestFigures {
    const known = this.tests.get(number);
    if (known) return known;
    if (this.tests.size >= MOST_TESTS) {
      throw new WaferDataError('TOO_LARGE', `More than ${MOST_TESTS} different tests`, offset);
    }
    const figures = new TestFigures(number);
    this.tests.set(number, figures);
    return figures;
  }
}
