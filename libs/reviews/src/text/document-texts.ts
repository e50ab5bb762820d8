import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type pg from 'pg';
import { folded, gramsOf, termsOf } from './grams.js';

/** The text of one document, as it is kept. */
export interface DocumentText {
  readonly documentId: string;
  readonly applicationId: string;
  readonly caseId: string;
  readonly applicant: { readonly personId: string; readonly organisationId?: string | undefined };
  readonly slot: string;
  /** Of the document, and of its text. */
  readonly sha256: string;
  readonly textSha256: string;
  readonly pages: number;
  readonly truncated: boolean;
  readonly text: string;
}

/** A document that a search found. */
export interface TextFound {
  readonly document_id: string;
  readonly application_id: string;
  readonly case_id: string;
  readonly applicant_person_id: string;
  readonly applicant_organisation_id: string | null;
  readonly slot: string;
  readonly sha256: string;
  readonly text_sha256: string;
  readonly pages: number;
  readonly truncated: boolean;
  /** As JSON writes it. */
  readonly extracted_at: string;
  readonly excerpt: string;
}

export interface TextSearch {
  readonly query: string;
  readonly caseId?: string | undefined;
  /** Applications of this organisation are left out. */
  readonly notOf?: string | undefined;
}

/** Letters before what was found, and in all. */
const BEFORE = 40;
const EXCERPT = 200;

/** Text of documents (`reviews.document_texts`): kept, found by parts of words, forgotten. */
@Injectable()
export class DocumentTexts {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Keeps the text inside the caller's transaction; that of the same document before is replaced. */
  async keep(tx: pg.PoolClient, kept: DocumentText, now: Date): Promise<void> {
    const { documentId, applicationId, caseId, applicant, slot, sha256, textSha256 } = kept;
    await tx.query(
      `insert into reviews.document_texts (document_id, application_id, case_id, applicant_person_id, applicant_organisation_id, slot, sha256,
         text_sha256, pages, truncated, text, folded, grams, extracted_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
       on conflict (document_id) do update set text_sha256 = excluded.text_sha256, pages = excluded.pages, truncated = excluded.truncated,
         text = excluded.text, folded = excluded.folded, grams = excluded.grams, extracted_at = excluded.extracted_at`,
      [
        ...[documentId, applicationId, caseId, applicant.personId, applicant.organisationId, slot, sha256],
        ...[textSha256, kept.pages, kept.truncated, kept.text, folded(kept.text), gramsOf(kept.text), now],
      ],
    );
  }

  /** Documents that hold every word of the query, or part of a word, newest first. */
  async find(
    { query, caseId, notOf }: TextSearch,
    after: { readonly at: string; readonly id: string } | undefined,
    limit: number,
  ): Promise<TextFound[]> {
    const terms = termsOf(query);
    if (terms.length === 0) return [];
    const { rows } = await this.database.pool.query<{ line: TextFound }>(
      `select row_to_json(t) as line from (
         select document_id, application_id, case_id, applicant_person_id, applicant_organisation_id, slot, sha256, text_sha256, pages, truncated,
           extracted_at, substr(text, greatest(1, position($2::text in folded) - ${BEFORE}), ${EXCERPT}) as excerpt
         from reviews.document_texts
         where grams @> $1 and not exists (select from unnest($3::text[]) as term where position(term in folded) = 0)
           and ($4::uuid is null or case_id = $4) and ($5::uuid is null or applicant_organisation_id is distinct from $5)
           and ($6::timestamptz is null or (extracted_at, document_id) < ($6, $7::uuid))
         order by extracted_at desc, document_id desc limit $8) t`,
      [gramsOf(terms.join(' ')), terms[0], terms, caseId, notOf, after?.at, after?.id, limit],
    );
    return rows.map(({ line }) => line);
  }
}
