import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import type { Dataset, KnownRun } from '../../domain/run.state.js';
import { KeptResults } from '../../kept-results.js';
import { byId } from '../../run-input.js';
import { waferMapSvg } from '../../wafer-data/wafer-map-svg.js';
import { VisibleRuns } from '../run-page/visible-runs.js';
import { datasetLine, datasetView, viewDataset, viewLine, waferMap } from './dataset-view.js';

const common = { permission: 'prototype-runs.read' } as const;
const refusals = ['RUN_NOT_FOUND', 'DATASET_NOT_FOUND'] as const;
const ofDataset = byId.extend({ dataset: z.uuid() });
const place = z
  .string()
  .regex(/^[1-9]\d{0,3}$/)
  .transform(Number);
const ofWafer = ofDataset.extend({ place: place.describe('Place of the wafer in the file, from 1') });

const list = endpoint({
  ...common,
  summary: 'List the test data of a run',
  params: byId,
  response: z.object({ items: z.array(datasetLine) }),
  refusals: ['RUN_NOT_FOUND'],
});
const one = endpoint({
  ...common,
  summary: 'Read what test data came to: bins, yields, tests, yield models, acceptance',
  params: ofDataset,
  response: datasetView,
  refusals,
});
const map = endpoint({
  ...common,
  summary: 'Read the map of a wafer',
  params: ofWafer,
  response: waferMap,
  refusals: [...refusals, 'WAFER_NOT_FOUND'],
});
const picture = endpoint({
  ...common,
  summary: 'Draw the map of a wafer (SVG)',
  params: ofWafer,
  response: raw('image/svg+xml'),
  refusals: [...refusals, 'WAFER_NOT_FOUND'],
});

@Controller('v1/prototype-runs')
export class WaferDataController {
  constructor(
    @Inject(VisibleRuns) private readonly runs: VisibleRuns,
    @Inject(KeptResults) private readonly results: KeptResults,
  ) {}

  @Get(':id/wafer-data')
  @Endpoint(list)
  async list({ params }: InputOf<typeof list>, context: RequestContext): Promise<AnswerOf<typeof list>> {
    const { state } = await this.runs.seen(params.id, context);
    return { items: state.datasets.map(viewLine) };
  }

  @Get(':id/wafer-data/:dataset')
  @Endpoint(one)
  async get({ params }: InputOf<typeof one>, context: RequestContext): Promise<AnswerOf<typeof one>> {
    const { state, dataset } = await this.dataset(params, context);
    return viewDataset(state, dataset, await this.results.lot(dataset.resultsSha256));
  }

  @Get(':id/wafer-data/:dataset/wafers/:place/map')
  @Endpoint(map)
  async map({ params }: InputOf<typeof map>, context: RequestContext): Promise<AnswerOf<typeof map>> {
    const { wafer, dies } = await this.wafer(params, context);
    return { wafer: wafer.wafer, dies };
  }

  @Get(':id/wafer-data/:dataset/wafers/:place/map.svg')
  @Endpoint(picture)
  async picture(
    { params }: InputOf<typeof picture>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof picture>> {
    const { wafer, dies } = await this.wafer(params, context);
    return waferMapSvg({ ...wafer, dies: { list: () => dies } });
  }

  private async dataset(
    { id, dataset }: { id: string; dataset: string },
    context: RequestContext,
  ): Promise<{ state: KnownRun; dataset: Dataset }> {
    const { state } = await this.runs.seen(id, context);
    const found = state.datasets.find(({ datasetId }) => datasetId === dataset);
    if (found) return { state, dataset: found };
    throw new Refusal('not-found', 'DATASET_NOT_FOUND', 'The run has no such test data');
  }

  private async wafer(params: z.output<typeof ofWafer>, context: RequestContext) {
    const { dataset } = await this.dataset(params, context);
    const found = await this.results.wafer(dataset.resultsSha256, params.place);
    if (found) return found;
    throw new Refusal('not-found', 'WAFER_NOT_FOUND', 'The file has no such wafer');
  }
}
