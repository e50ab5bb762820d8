import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext, upload } from '@doyak/kernel/http';
import { z } from 'zod';
import { VisibleRuns } from '../../read-models/run-page/visible-runs.js';
import { byId, runRefusals } from '../../run-input.js';
import { MOST_SENT, RecordWaferData } from './record-wafer-data.js';

const route = endpoint({
  permission: 'prototype-runs.measure',
  summary: 'Send test data of a lot',
  description:
    'STDF V4, SEMI G85 or E142 XML, SINF or CSV, each also packed with gzip; the format is told from the bytes. A file that cannot be read whole ' +
    'is refused with the byte at which it went wrong, and nothing of it is kept. The applicant, the foundry and the package house of the run may ' +
    'send, and officers.',
  params: byId,
  query: z.object({ gate: z.enum(['probe', 'final-test']) }),
  body: upload({ types: ['application/octet-stream', 'application/gzip'], limit: MOST_SENT }),
  command: true,
  response: z.object({ datasetId: z.uuid() }),
  timeoutMs: 900_000,
  refusals: [
    ...[...runRefusals, 'DATASET_KNOWN', 'DATASETS_TOO_MANY', 'WAFER_DATA_MALFORMED', 'WAFER_DATA_TRUNCATED'],
    ...['WAFER_DATA_NOT_RECOGNISED', 'WAFER_DATA_UNSUPPORTED', 'WAFER_DATA_TOO_LARGE'],
  ],
});

@Controller('v1/prototype-runs')
export class RecordWaferDataController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(VisibleRuns) private readonly runs: VisibleRuns,
  ) {}

  @Post(':id/wafer-data')
  @Endpoint(route)
  async record(
    { params, query, body }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    await this.runs.measured(params.id, context);
    const { command } = context;
    const done = await this.commands.execute(
      new RecordWaferData(params.id, query.gate, body.stream, command),
    );
    return { ...done, datasetId: command.commandId };
  }
}
