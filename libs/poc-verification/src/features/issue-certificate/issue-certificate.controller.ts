import { createHash } from 'node:crypto';
import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { canonicalBytes } from '@doyak/kernel/transparency-log';
import { z } from 'zod';
import { byId, modelDigest, sha256, words } from '../../poc-input.js';
import { IssueCertificate } from './issue-certificate.js';

const route = endpoint({
  permission: 'poc-verification.certify',
  summary: 'Issue the certificate that was asked for',
  description: 'Answers the request to the laboratory. A correction names the certificate that it replaces.',
  params: byId,
  body: z.object({
    number: words(100).describe('Of the test report'),
    modelDigest: modelDigest.describe('Of the model that was tested; must be the registered one'),
    environment: words(1_000),
    method: words(1_000),
    result: z.enum(['conforming', 'nonconforming']),
    issuedOn: z.iso.date(),
    validUntil: z.iso.date().describe('Its last day, in Seoul'),
    reportSha256: sha256.describe('Of the report'),
    replaces: words(100).optional().describe('Number of the certificate in whose place it comes'),
  }),
  command: true,
  refusals: [
    ...['POC_NOT_FOUND', 'NO_CERTIFICATE_ASKED', 'NOT_THE_PARTNER', 'CERTIFICATE_UNFIT', 'REQUEST_LATE'],
    'CERTIFICATE_ISSUED',
    ...['REQUEST_CLOSED', 'ANSWER_SUPERSEDED', 'STEP_NOT_RUNNING'],
  ],
});

@Controller('v1/poc-verifications')
export class IssueCertificateController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/certificate')
  @Endpoint(route)
  issue(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const { replaces, ...certificate } = body;
    const bodySha256 = createHash('sha256').update(canonicalBytes(body)).digest('hex');
    return this.commands.execute(new IssueCertificate(params.id, certificate, replaces, bodySha256, command));
  }
}
