import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { Evidence } from '../benchmark/evidence.js';
import { itemRecordSchema } from '../domain/item-record.js';
import { GetPoc, visiblePoc } from '../read-models/poc-page/poc-page.js';
import { type AttemptReport, reportOf, reportSchema } from './attempt-report.js';
import { reportPage } from './report-page.js';

const common = {
  permission: 'poc-verification.read',
  params: z.object({ id: z.uuid(), attempt: z.coerce.number().int().min(1).max(10) }),
  refusals: ['POC_NOT_FOUND', 'ATTEMPT_NOT_FOUND'],
} as const;

const json = endpoint({
  ...common,
  summary: 'Read the report of an attempt: figures, thresholds in words, how long answers took',
  response: reportSchema,
});
const html = endpoint({
  ...common,
  summary: 'Read the report of an attempt as a page with charts',
  response: raw('text/html; charset=utf-8'),
});

@Controller('v1/poc-verifications')
export class GetReportController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(Evidence) private readonly evidence: Evidence,
  ) {}

  @Get(':id/attempts/:attempt/report')
  @Endpoint(json)
  get({ params }: InputOf<typeof json>, context: RequestContext): Promise<AnswerOf<typeof json>> {
    return this.report(params, context);
  }

  @Get(':id/attempts/:attempt/report.html')
  @Endpoint(html)
  async page({ params }: InputOf<typeof html>, context: RequestContext): Promise<AnswerOf<typeof html>> {
    return reportPage(await this.report(params, context));
  }

  private async report(
    { id, attempt: wanted }: { id: string; attempt: number },
    context: RequestContext,
  ): Promise<AttemptReport> {
    const { state } = visiblePoc(await this.queries.execute(new GetPoc(id)), context);
    const attempt = state.attempts.find((one) => one.attempt === wanted);
    const { figures, stepId } = attempt?.measured ?? {};
    if (!attempt || !figures || stepId === undefined)
      throw new Refusal(
        'not-found',
        'ATTEMPT_NOT_FOUND',
        'There is no such attempt, or it has measured nothing yet',
      );
    const items = await this.evidence.items(stepId);
    const records = items.map(({ record }) => itemRecordSchema.parse(JSON.parse(record)));
    return reportOf(state, attempt, { figures }, records);
  }
}
