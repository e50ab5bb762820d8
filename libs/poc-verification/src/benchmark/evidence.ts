import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { canonicalText } from '@doyak/kernel/transparency-log';
import type pg from 'pg';
import type { Figures } from '../domain/figures.js';
import type { ItemRecord } from '../domain/item-record.js';

export interface StoredItem {
  readonly place: number;
  readonly sha256: string;
  /** Canonical JSON, byte for byte as it was hashed. */
  readonly record: string;
}

export const hashOf = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** SHA-256 over the hashes of all items in their order, one a line: names every answer of a run. */
export function manifestOf(items: readonly Pick<StoredItem, 'sha256'>[]): string {
  return hashOf(items.map(({ sha256 }) => `${sha256}\n`).join(''));
}

/** What is kept of runs: a row per item, and what all of them came to. */
@Injectable()
export class Evidence {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Keeps an item in the caller's transaction; an item is kept once. */
  async keep(tx: pg.PoolClient, stepId: string, record: ItemRecord): Promise<void> {
    const text = canonicalText(record);
    await tx.query({
      name: 'poc-keep-item',
      text: 'insert into poc.items (step_id, place, sha256, record) values ($1, $2, $3, $4)',
      values: [stepId, record.place, hashOf(text), text],
    });
  }

  async items(stepId: string): Promise<StoredItem[]> {
    const { rows } = await this.database.pool.query<StoredItem>(
      'select place, sha256, record from poc.items where step_id = $1 order by place',
      [stepId],
    );
    return rows;
  }

  /** A page of the items of a step, from a place on. */
  async page(stepId: string, from: number, limit: number): Promise<StoredItem[]> {
    const { rows } = await this.database.pool.query<StoredItem>(
      'select place, sha256, record from poc.items where step_id = $1 and place >= $2 order by place limit $3',
      [stepId, from, limit],
    );
    return rows;
  }

  async conclude(tx: pg.PoolClient, stepId: string, manifest: string, figures: Figures): Promise<void> {
    await tx.query(
      'insert into poc.results (step_id, manifest, figures) values ($1, $2, $3) on conflict do nothing',
      [stepId, manifest, JSON.stringify(figures)],
    );
  }

  async result(stepId: string): Promise<{ manifest: string; figures: Figures } | undefined> {
    const { rows } = await this.database.pool.query<{ manifest: string; figures: Figures }>(
      'select manifest, figures from poc.results where step_id = $1',
      [stepId],
    );
    return rows[0];
  }
}
