import { Controller, Get, Inject } from '@nestjs/common';
import { actsFor } from '@doyak/applications';
import { fold, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import type { TestReportEvent } from '../../domain/test-report.events.js';
import { type KnownTestReport, testReport } from '../../domain/test-report.js';
import { testReportStream } from '../../poc-ids.js';
import { byId } from '../../poc-input.js';
import { testReportStatus } from '../test-report-list/list-test-reports.controller.js';

const verdict = z.enum(['conforming', 'nonconforming']);
const view = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    stage: z.string(),
    run: z.int(),
    reviewId: z.uuid(),
    status: testReportStatus,
    laboratories: z.array(z.string()).describe('Whose reports the program takes'),
    methods: z.array(z.string()).describe('Each of which the report must speak of'),
    validMonths: z.int(),
    asked: z.object({ requestId: z.uuid(), organisationId: z.uuid(), answerBefore: z.string() }).nullable(),
    report: z
      .object({
        number: z.string(),
        replaces: z.string().nullable(),
        organisationId: z.uuid(),
        subject: z.string(),
        environment: z.string(),
        results: z.array(z.object({ method: z.string(), result: verdict, measured: z.string() })),
        result: verdict,
        issuedOn: z.string(),
        validUntil: z.string(),
        reportSha256: z.string(),
      })
      .nullable(),
    version: z.int(),
  })
  .meta({ id: 'TestReport' });

const route = endpoint({
  permission: 'poc-verification.read',
  summary: 'Read a test report, as it is or as it was',
  params: byId,
  query: pastQuery,
  response: view,
  refusals: ['TEST_REPORT_NOT_FOUND'],
});

@Controller('v1/test-reports')
export class GetTestReportController {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query: { asOf, knownAt } }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const events = (await this.store.readStream(testReportStream(params.id))).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(testReport, events as unknown as TestReportEvent[]);
    if (
      state.status === 'none' ||
      !(context.permits('poc-verification.read-all') || concerns(state, context))
    )
      throw new Refusal('not-found', 'TEST_REPORT_NOT_FOUND', 'There is no such test report');
    const version = events.at(-1)!.streamVersion;
    return reply({ ...viewOf(state), version }, { version });
  }
}

function concerns({ applicant, asked }: KnownTestReport, { actor }: RequestContext): boolean {
  const laboratory = actor.organisationId !== undefined && asked?.organisationId === actor.organisationId;
  return laboratory || actsFor(actor, applicant);
}

function viewOf(state: KnownTestReport): Omit<z.input<typeof view>, 'version'> {
  const { testReportId: id, caseId, stage, run, reviewId, status, validMonths, asked, report } = state;
  return {
    ...{ id, caseId, stage, run, reviewId, status, validMonths, asked: asked ?? null },
    ...{ laboratories: [...state.laboratories], methods: [...state.methods] },
    report: report
      ? {
          ...{ number: report.number, replaces: report.replaces ?? null, result: report.result },
          ...{ organisationId: report.organisationId, subject: report.subject },
          ...{ environment: report.environment, results: [...report.results], issuedOn: report.issuedOn },
          ...{ validUntil: report.validUntil, reportSha256: report.reportSha256 },
        }
      : null,
  };
}
