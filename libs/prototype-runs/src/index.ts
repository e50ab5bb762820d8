/**
 * Prototype runs of chips (시제품 제작): who pays for them, their gates from licences to the buyer's acceptance, and their test data: readers of the formats that foundries and test houses send, and what follows from
 * them: bins, yields with retests resolved, maps, statistics with Cpk, comparison with the field's yield models.
 */
export type { CoFundingEvent } from './domain/co-funding.events.js';
export type { RunEvent } from './domain/run.events.js';
export { readWaferData, type WaferDataLimits } from './wafer-data/read-wafer-data.js';
export { WaferDataError, type WaferDataFault } from './wafer-data/wafer-data-error.js';
export type { Die, Dies } from './wafer-data/dies.js';
export {
  type Bin,
  type LotResults,
  lotYield,
  type TestStatistics,
  type WaferResult,
} from './wafer-data/lot-results.js';
export { compareWithModels, diesPerWafer, yieldModels } from './wafer-data/yield-models.js';
export { waferMapSvg } from './wafer-data/wafer-map-svg.js';
export { type ParametricTest, StdfWriter } from './wafer-data/stdf/write-stdf.js';
export { PrototypeRunsModule, prototypeRunsFeature } from './prototype-runs.module.js';
