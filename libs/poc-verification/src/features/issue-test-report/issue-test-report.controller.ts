import { createHash } from 'node:crypto';
import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { canonicalBytes } from '@doyak/kernel/transparency-log';
import { z } from 'zod';
import { byId, sha256, words } from '../../poc-input.js';
import { IssueTestReport } from './issue-test-report.js';

const route = endpoint({
  permission: 'poc-verification.certify',
  summary: 'Issue the test report that was asked for',
  description: 'Answers the request to the laboratory. A correction names the report that it replaces.',
  params: byId,
  body: z.object({
    number: words(100),
    replaces: words(100).optional().describe('Number of the report in whose place it comes'),
    subject: words(1_000).describe('What was tested, with its version'),
    environment: words(1_000),
    results: z
      .array(
        z.object({
          method: z.string().min(1).max(63).describe('Id in the definition'),
          result: z.enum(['conforming', 'nonconforming']),
          measured: words(500).describe('e.g. sensitivity 0.94'),
        }),
      )
      .min(1)
      .max(40)
      .describe('One for each method of the definition; the report conforms where all do'),
    issuedOn: z.iso.date(),
    validUntil: z.iso.date().describe('Its last day, in Seoul'),
    reportSha256: sha256.describe('Of the report'),
  }),
  command: true,
  refusals: [
    ...['TEST_REPORT_NOT_FOUND', 'NO_CERTIFICATE_ASKED', 'NOT_THE_PARTNER', 'CERTIFICATE_UNFIT'],
    ...['CERTIFICATE_ISSUED', 'REQUEST_LATE', 'REQUEST_CLOSED', 'ANSWER_SUPERSEDED', 'STEP_NOT_RUNNING'],
  ],
});

@Controller('v1/test-reports')
export class IssueTestReportController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/issue')
  @Endpoint(route)
  issue(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const bodySha256 = createHash('sha256').update(canonicalBytes(body)).digest('hex');
    return this.commands.execute(new IssueTestReport(params.id, body, bodySha256, command));
  }
}
