import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Text of documents, for search. Personal data: a row can be erased, and no event holds any of it. */
export class CreateDocumentTexts1764000000703 implements MigrationInterface {
  readonly name = 'CreateDocumentTexts1764000000703';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create table reviews.document_texts (
        document_id    uuid primary key,
        application_id uuid not null,
        case_id        uuid not null,
        applicant_person_id uuid not null,
        applicant_organisation_id uuid,
        slot           text not null,
        sha256         text not null,
        text_sha256    text not null,
        pages          integer not null,
        truncated      boolean not null,
        text           text not null,
        folded         text not null,
        grams          text[] not null,
        extracted_at   timestamptz not null
      )`);
    await runner.query('create index document_texts_grams on reviews.document_texts using gin (grams)');
    await runner.query(
      'create index document_texts_order on reviews.document_texts (extracted_at desc, document_id desc)',
    );
    await runner.query('create index document_texts_person on reviews.document_texts (applicant_person_id)');
    await runner.query('create index document_texts_case on reviews.document_texts (case_id)');
    await runner.query(
      `comment on table reviews.document_texts is 'Personal data. A row can be erased: no event holds any of it.'`,
    );
    await runner.query('grant select, insert, update, delete on reviews.document_texts to doyak_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table reviews.document_texts');
  }
}
