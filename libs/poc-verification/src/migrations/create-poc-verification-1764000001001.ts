import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of endpoints, and the evidence of what was measured. What was decided stands in the log. */
export class CreatePocVerification1764000001001 implements MigrationInterface {
  readonly name = 'CreatePocVerification1764000001001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema poc;
      grant usage on schema poc to doyak_app;

      create table poc.keys (
        key_id uuid primary key,
        poc_id uuid not null,
        sealed bytea not null,
        created_at timestamptz not null
      );

      -- One row per item that was asked: its record as canonical JSON, byte for byte as it is hashed.
      create table poc.items (
        step_id uuid not null,
        place integer not null,
        sha256 text not null,
        record text not null,
        primary key (step_id, place)
      );

      create table poc.results (
        step_id uuid primary key,
        manifest text not null,
        figures jsonb not null
      );

      create table poc.device_results (
        poc_id uuid not null,
        sha256 text not null,
        body bytea not null,
        signature text not null,
        received_at timestamptz not null,
        primary key (poc_id, sha256)
      );
      grant select, insert, delete on poc.keys, poc.items, poc.results, poc.device_results to doyak_app;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema poc cascade');
  }
}
