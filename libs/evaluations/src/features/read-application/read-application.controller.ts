import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { GetApplication } from '@doyak/applications';
import { ApplicationPapers, OpenedDocuments } from '@doyak/documents';
import { PersonalDataAccesses } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { refuseReading } from '../../domain/guards.js';
import { EvaluationDesk } from '../../evaluation-desk.js';
import { byId, reviewerRefusals } from '../../evaluation-input.js';

const refusals = [...reviewerRefusals.filter((code) => code !== 'CASE_HELD'), 'PLEDGE_NEEDED'];

const reading = endpoint({
  permission: 'evaluations.review',
  summary: 'Read the application one evaluates, with the list of its documents',
  description: 'From the pledge until the panel is closed.',
  params: byId,
  response: z
    .object({
      applicationId: z.uuid(),
      title: z.string(),
      company: z
        .object({ name: z.string(), businessNumber: z.string(), corporateNumber: z.string().optional() })
        .nullable()
        .describe('Null: a founder without a company'),
      answers: z.record(z.string(), z.json()),
      documents: z.array(
        z.object({
          documentId: z.uuid(),
          slot: z.string(),
          mediaType: z.string(),
          size: z.int().describe('Bytes'),
          sha256: z.string(),
        }),
      ),
    })
    .meta({ id: 'EvaluatedApplication' }),
  refusals,
});

const opening = endpoint({
  permission: 'evaluations.review',
  summary: 'Download a document of the application one evaluates',
  description:
    'Always as an attachment of bytes. Who opened it, and when, is recorded; the reason is the evaluation.',
  params: z.object({ id: z.uuid(), document: z.uuid() }),
  response: raw('application/octet-stream'),
  refusals: [...refusals, 'DOCUMENT_NOT_FOUND', 'DOCUMENT_ERASED'],
});

@Controller('v1/evaluations')
export class ReadApplicationController {
  constructor(
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EvaluationDesk) private readonly desk: EvaluationDesk,
    @Inject(ApplicationPapers) private readonly papers: ApplicationPapers,
    @Inject(OpenedDocuments) private readonly documents: OpenedDocuments,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
  ) {}

  @Get(':id/application')
  @Endpoint(reading)
  async read(
    { params }: InputOf<typeof reading>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof reading>> {
    const applicationId = await this.entitled(params.id, context);
    const found = await this.queries.execute(new GetApplication(applicationId));
    if (!found) throw new Refusal('not-found', 'EVALUATION_NOT_FOUND', 'There is no such evaluation');
    const { title, company, answers } = found;
    const { present } = await this.papers.list(applicationId);
    return {
      ...{ applicationId, title, company: company ?? null, answers },
      documents: present.map(({ by: _by, ...one }) => one),
    };
  }

  @Get(':id/documents/:document/content')
  @Endpoint(opening)
  async open(
    { params }: InputOf<typeof opening>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof opening>> {
    const applicationId = await this.entitled(params.id, context);
    const { applicant } = await this.papers.application(applicationId, 'anyone');
    const { actor, ip: address, now } = context;
    await this.accesses.record({
      ...{ personId: applicant.personId, action: 'downloaded', actor, address, now },
      what: `document ${params.document} of application ${applicationId}`,
      reason: `Evaluation ${params.id}`,
    });
    return this.documents.open(applicationId, params.document, context);
  }

  /** The application that the caller may read as a member of the panel. To anybody else it looks like none at all. */
  private async entitled(id: string, { actor }: RequestContext): Promise<string> {
    const state = await this.desk.lay(id);
    if (!state.seats.some(({ personId }) => personId === actor.id))
      throw new Refusal('not-found', 'EVALUATION_NOT_FOUND', 'There is no such evaluation');
    refuseReading(actor, state, await this.desk.candidate(actor.id));
    return state.applicationId;
  }
}
