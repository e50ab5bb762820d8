import { Controller, Get, Inject } from '@nestjs/common';
import { PersonalDataAccesses, readingReason } from '@doyak/identity';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  RequestContext,
} from '@doyak/kernel/http';
import { z } from 'zod';
import { ConflictChecks } from '../../conflict-checks.js';
import { DocumentTexts, type TextFound } from '../../text/document-texts.js';
import { termsOf } from '../../text/grams.js';

const line = z
  .object({
    documentId: z.uuid(),
    applicationId: z.uuid(),
    caseId: z.uuid(),
    slot: z.string(),
    sha256: z.string().describe('Of the document'),
    textSha256: z.string().describe('Of its text, as the evidence of the step names it'),
    pages: z.int(),
    truncated: z.boolean().describe('Only the first million characters can be found'),
    excerpt: z.string().describe('Around the first word that was looked for'),
    extractedAt: z.string(),
  })
  .meta({ id: 'DocumentFound' });

const filters = z.object({
  q: z
    .string()
    .trim()
    .min(2)
    .max(100)
    .refine((text) => termsOf(text).length > 0, 'must hold a word of two letters or more')
    .describe('Words or parts of words, of two letters or more; a document must hold all of them'),
  caseId: z.uuid().optional(),
});

const route = endpoint({
  permission: 'reviews.search-documents',
  summary: 'Search the text of documents, newest first',
  description:
    'Finds documents that a check `document-text` has read. Whose documents are shown, to whom, and why, is recorded. Those of cases from which a conflict of interest keeps you are left out, so that a page can be short.',
  query: filters.extend({ ...pageQuery.shape, reason: readingReason.describe('Why; recorded') }),
  response: pageOf(line),
});

const places = cursors('document-texts', z.object({ at: z.string(), id: z.uuid() }));

@Controller('v1/document-search')
export class SearchDocumentsController {
  constructor(
    @Inject(DocumentTexts) private readonly texts: DocumentTexts,
    @Inject(ConflictChecks) private readonly conflicts: ConflictChecks,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
  ) {}

  @Get()
  @Endpoint(route)
  async search({ query }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, reason, ...filter } = query;
    const { actor } = context;
    const rows = await this.texts.find(
      { query: filter.q, caseId: filter.caseId, notOf: actor.organisationId },
      places.decode(cursor, filter),
      limit + 1,
    );
    const found = page(
      rows,
      limit,
      (row) => row,
      (row) => places.encode({ at: row.extracted_at, id: row.document_id }, filter),
    );
    const seen = await Promise.all(found.items.map((row) => this.mayBeSeen(row, actor.id)));
    const shown = found.items.filter((_, at) => seen[at]);
    await this.record(shown, reason, context);
    return { ...found, items: shown.map(view) };
  }

  private async mayBeSeen(row: TextFound, personId: string): Promise<boolean> {
    const applicant = {
      personId: row.applicant_person_id,
      organisationId: row.applicant_organisation_id ?? undefined,
    };
    const ask = { personId, caseId: row.case_id, applicationId: row.application_id, applicant };
    return (await this.conflicts.groundOf(ask)) === undefined;
  }

  /** Before anything is shown: what cannot be recorded is not shown. */
  private async record(
    shown: readonly TextFound[],
    reason: string,
    { actor, ip, now }: RequestContext,
  ): Promise<void> {
    for (const personId of new Set(shown.map((row) => row.applicant_person_id)))
      await this.accesses.record({
        personId,
        action: 'read',
        what: 'text of documents',
        reason,
        actor,
        address: ip,
        now,
      });
  }
}

function view(row: TextFound): z.input<typeof line> {
  return {
    documentId: row.document_id,
    applicationId: row.application_id,
    caseId: row.case_id,
    slot: row.slot,
    sha256: row.sha256,
    textSha256: row.text_sha256,
    pages: row.pages,
    truncated: row.truncated,
    excerpt: row.excerpt,
    extractedAt: row.extracted_at,
  };
}
