import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import {
  type AnswerOf,
  Endpoint,
  endpoint,
  type InputOf,
  pastQuery,
  raw,
  reply,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { textOf } from '../../domain/agreement-document.js';
import type { KnownAgreement } from '../../domain/agreement.state.js';
import { agreementStatus } from '../agreement-list/list-agreements.controller.js';
import { GetAgreement, visibleAgreement } from './agreement-page.js';

const view = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    applicationId: z.uuid(),
    programId: z.string(),
    programVersion: z.int(),
    track: z.string(),
    stage: z.string(),
    run: z.int(),
    status: agreementStatus,
    parties: z.array(z.string()).describe('Kinds of parties that the program asks for'),
    endsOn: z.string().nullable().describe('Its last day in Seoul, once concluded'),
    reason: z.string().nullable().describe('Why it stands as it does'),
    documents: z.array(
      z.object({
        number: z.int(),
        sha256: z.string().describe('Of the text at /documents/{number}; what is signed'),
        status: z.enum(['open', 'concluded', 'declined', 'superseded']),
        amount: z.int(),
        ownShare: z.object({ cash: z.int(), inKind: z.int() }),
        tranches: z.array(z.object({ id: z.string(), percent: z.int(), amount: z.int() })),
        parties: z.array(
          z.object({
            party: z.string(),
            organisationId: z.uuid().optional(),
            personId: z.uuid().optional(),
            signedBy: z.uuid().nullable(),
          }),
        ),
        offeredBy: z.uuid(),
        reason: z.string().nullable(),
      }),
    ),
    version: z.int(),
  })
  .meta({ id: 'Agreement' });

const route = endpoint({
  permission: 'agreements.read',
  summary: 'Read an agreement, as it is or as it was',
  params: z.object({ id: z.uuid() }),
  query: pastQuery,
  response: view,
  refusals: ['AGREEMENT_NOT_FOUND'],
});

const documentRoute = endpoint({
  permission: 'agreements.read',
  summary: 'Read the text of a document, byte for byte as it is signed',
  description: 'Canonical JSON (RFC 8785) in UTF-8; its SHA-256 is the hash that the parties sign.',
  params: z.object({ id: z.uuid(), number: z.coerce.number().int().min(1).max(10_000) }),
  response: raw('application/json'),
  refusals: ['AGREEMENT_NOT_FOUND', 'DOCUMENT_NOT_FOUND_IN_AGREEMENT'],
});

@Controller('v1/agreements')
export class GetAgreementController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get(':id')
  @Endpoint(route)
  async get(
    { params, query }: InputOf<typeof route>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const found = await this.queries.execute(new GetAgreement(params.id, query));
    const { state, version } = visibleAgreement(found, context);
    return reply({ ...viewOf(state), version }, { version });
  }

  @Get(':id/documents/:number')
  @Endpoint(documentRoute)
  async text(
    { params }: InputOf<typeof documentRoute>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof documentRoute>> {
    const found = await this.queries.execute(new GetAgreement(params.id));
    const { offers } = visibleAgreement(found, context).state;
    const offer = offers.find(({ document }) => document.number === params.number);
    if (!offer)
      throw new Refusal('not-found', 'DOCUMENT_NOT_FOUND_IN_AGREEMENT', 'The agreement has no such document');
    return textOf(offer.document);
  }
}

function viewOf(state: KnownAgreement): Omit<z.input<typeof view>, 'version'> {
  const { caseId, applicationId, programId, programVersion, track, stage, run, status, parties } = state;
  return {
    id: state.agreementId,
    ...{ caseId, applicationId, programId, programVersion, track, stage, run, status },
    parties: [...parties],
    ...{ endsOn: state.endsOn ?? null, reason: state.reason ?? null },
    documents: state.offers.map(({ document, sha256, status: stands, signatures, offeredBy, reason }) => ({
      ...{ number: document.number, sha256, status: stands, amount: document.amount },
      ...{ ownShare: document.ownShare, tranches: document.tranches, offeredBy, reason: reason ?? null },
      parties: document.parties.map((one) => ({
        ...one,
        signedBy: signatures.find(({ party }) => party === one.party)?.by ?? null,
      })),
    })),
  };
}
