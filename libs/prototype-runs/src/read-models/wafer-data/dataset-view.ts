import { z } from 'zod';
import { evidenceOf, type Dataset, type KnownRun } from '../../domain/run.state.js';
import type { LotHead, WaferLine } from '../../kept-results.js';
import { compareWithModels, diesPerWafer } from '../../wafer-data/yield-models.js';

const share = z.number().nullable().describe('0 to 1; null: nothing was tested');
const figures = {
  wafers: z.int(),
  tested: z.int(),
  passed: z.int().describe('At their last test: retests resolved'),
  passedFirst: z.int().describe('At their first test'),
  retested: z.int(),
  yield: share,
  firstYield: share,
  cpkHundredths: z.int().nullable().describe('The lowest Cpk of all tests that have one; 133 is 1.33'),
};

export const datasetLine = z
  .object({
    datasetId: z.uuid(),
    cycle: z.int(),
    gate: z.enum(['probe', 'final-test']),
    format: z.string(),
    lot: z.string().nullable(),
    sha256: z.string().describe('Of the bytes as they came'),
    size: z.int().describe('Bytes'),
    ...figures,
    meets: z.boolean().describe('Whether it meets the definition'),
    faults: z.array(z.string()).describe('In what it falls short, by code'),
  })
  .meta({ id: 'WaferDataLine' });

const number = z.number().optional();

export const datasetView = datasetLine
  .extend({
    product: z.string().optional(),
    program: z.string().optional(),
    byWafer: z.array(
      z.object({
        place: z.int().describe('In the file, from 1'),
        wafer: z.string(),
        tested: z.int(),
        passed: z.int(),
        passedFirst: z.int(),
        retested: z.int(),
        yield: share,
        firstYield: share,
        bins: z.array(
          z.object({ bin: z.int(), name: z.string().optional(), passes: z.boolean(), count: z.int() }),
        ),
      }),
    ),
    tests: z.array(
      z.object({
        test: z.int(),
        name: z.string(),
        units: z.string().optional(),
        executions: z.int(),
        failures: z.int(),
        measured: z.int(),
        ...{ lowLimit: number, highLimit: number, least: number, most: number, mean: number },
        ...{ deviation: number, cpk: number },
      }),
    ),
    models: z
      .object({
        dieAreaMm2: z.number(),
        defectsPerCm2: z.number(),
        diesPerWafer: z.int().nullable().describe('About as many as a wafer holds'),
        measured: z.number(),
        expected: z.array(z.object({ model: z.string(), expected: z.number(), difference: z.number() })),
        impliedDefectsPerCm2: z.number().nullable(),
      })
      .nullable()
      .describe('Null where die size or defect density is not known'),
  })
  .meta({ id: 'WaferData' });

export const waferMap = z
  .object({
    wafer: z.string(),
    dies: z.array(
      z.object({
        x: z.int(),
        y: z.int(),
        bin: z.int(),
        passed: z.boolean(),
        touches: z.int().describe('Times it was tested'),
      }),
    ),
  })
  .meta({ id: 'WaferMap' });

const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);

export function viewLine(dataset: Dataset): z.input<typeof datasetLine> {
  const { datasetId, cycle, gate, format, lot, sha256, size, figures: found, faults } = dataset;
  const { wafers, tested, passed, passedFirst, retested, cpkHundredths } = found;
  return {
    ...{ datasetId, cycle, gate, format, lot: lot ?? null, sha256, size },
    ...{ wafers, tested, passed, passedFirst, retested, cpkHundredths: cpkHundredths ?? null },
    ...{ yield: ratio(passed, tested), firstYield: ratio(passedFirst, tested) },
    ...{ meets: faults.length === 0, faults: [...faults] },
  };
}

export function viewDataset(
  state: KnownRun,
  dataset: Dataset,
  { head, wafers }: { head: LotHead; wafers: readonly WaferLine[] },
): z.input<typeof datasetView> {
  return {
    ...viewLine(dataset),
    ...{ product: head.product, program: head.program, tests: [...head.tests] },
    byWafer: wafers.map((one, at) => ({
      ...{ ...one, place: at + 1, bins: [...one.bins] },
      ...{ yield: one.yield ?? null, firstYield: one.firstYield ?? null },
    })),
    models: modelsOf(state, dataset),
  };
}

/** Clustering of defects for the negative binomial, as commonly assumed. */
const ALPHA = 2;

function modelsOf(state: KnownRun, { figures: { tested, passed } }: Dataset) {
  const die = evidenceOf(state, 'gds')?.dieUm;
  const density = evidenceOf(state, 'wafer-acceptance')?.defectsPerM2;
  if (!die || density === undefined || tested === 0) return null;
  const dieAreaMm2 = (die.width * die.height) / 1e6;
  const defectsPerCm2 = density / 1e4;
  const { measured, models, impliedDefectsPerCm2 } = compareWithModels(passed / tested, {
    ...{ dieAreaMm2, defectsPerCm2, alpha: ALPHA },
  });
  const diameter = evidenceOf(state, 'wafer-lot')?.diameterMm;
  return {
    ...{ dieAreaMm2, defectsPerCm2, measured, expected: models },
    diesPerWafer: diameter === undefined ? null : diesPerWafer(diameter, dieAreaMm2),
    impliedDefectsPerCm2: impliedDefectsPerCm2 ?? null,
  };
}
