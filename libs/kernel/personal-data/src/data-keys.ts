import { randomBytes } from 'node:crypto';
import { Database } from '@doyak/kernel/database';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type pg from 'pg';
import { v4 as uuidv4 } from 'uuid';
import { KeyEncryptionKeys } from './key-encryption-keys.js';

/** A person's data key, to seal with; `key` is undefined once it has been destroyed. */
export interface DataKey {
  readonly keyId: string;
  readonly key: Buffer | undefined;
}

interface Row {
  key_id: string;
  subject: string;
  kek_id: string | null;
  wrapped: Buffer | null;
}

/** Held shared while a data key is made, and alone while all are wrapped anew: none can be wrapped with a key that is about to go. */
const ROTATION_LOCK = 7_331_004;
const BATCH = 1_000;

/**
 * Destroys the person's keys, those of the person's cases too, and what was kept for searching. The places of the keys stay: no other is made
 * for them, so that nothing is recorded of somebody who was erased.
 */
export async function destroyDataKeys(
  tx: Pick<pg.PoolClient, 'query'>,
  personId: string,
  now: Date,
): Promise<void> {
  await tx.query('delete from privacy.search_hashes where person_id = $1', [personId]);
  await tx.query(
    `insert into privacy.data_keys (key_id, subject, created_at, destroyed_at)
     select gen_random_uuid(), subject, $2, $2
     from (select $1::uuid as subject union select case_id from privacy.case_subjects where person_id = $1) as subjects
     on conflict (subject) do update set kek_id = null, wrapped = null, destroyed_at = $2
     where privacy.data_keys.destroyed_at is null`,
    [personId, now],
  );
}

/** One data key (AES-256) a person, wrapped; destroying it erases what it sealed, wherever that is. */
@Injectable()
export class DataKeys {
  /** Unwrapped keys by subject and wrapped form. A key counts only while its row is there, which is asked each time. */
  private readonly unwrapped = new LRUCache<string, Buffer>({ max: 10_000 });

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(KeyEncryptionKeys) private readonly keks: KeyEncryptionKeys,
  ) {}

  /** The key of a person (or of a case of which nobody knows the person), made on first use. */
  async of(subject: string): Promise<DataKey> {
    const known = await this.find('subject', [subject]);
    const [row] = known.length > 0 ? known : [await this.make(subject)];
    return { keyId: row!.key_id, key: await this.unwrap(row!) };
  }

  /** Those of these ids that have not been destroyed. */
  async live(keyIds: readonly string[]): Promise<Map<string, Buffer>> {
    const found = new Map<string, Buffer>();
    if (keyIds.length === 0) return found;
    for (const row of await this.find('key_id', keyIds)) {
      const key = await this.unwrap(row);
      if (key) found.set(row.key_id, key);
    }
    return found;
  }

  /**
   * Makes a new key-encryption key, wraps every data key with it, and destroys the ones before. What is sealed stays as it is, and so does all
   * that the log says. Answers how many data keys were wrapped anew.
   */
  async rotate(): Promise<{ from: string[]; to: string; rewrapped: number }> {
    const done = await this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [ROTATION_LOCK]);
      const to = await this.keks.introduce();
      const { rows } = await tx.query<{ kek_id: string }>(
        'select distinct kek_id from privacy.data_keys where kek_id is not null',
      );
      const from = rows.map(({ kek_id: id }) => id);
      let rewrapped = 0;
      for (const kek of from) {
        for (let batch = await this.rewrap(tx, kek, to); batch > 0; batch = await this.rewrap(tx, kek, to))
          rewrapped += batch;
      }
      return { from, to, rewrapped };
    });
    // Only now is nothing left that needs them.
    for (const kek of done.from) await this.keks.destroy(kek);
    return done;
  }

  private async rewrap(tx: pg.PoolClient, from: string, to: string): Promise<number> {
    const { rows } = await tx.query<Row>(
      'select key_id, subject, kek_id, wrapped from privacy.data_keys where kek_id = $1 order by key_id limit $2 for update',
      [from, BATCH],
    );
    if (rows.length === 0) return 0;
    const wrapped = await Promise.all(
      rows.map(async ({ subject, wrapped: old }) =>
        this.keks.wrap(to, subject, await this.keks.unwrap(from, subject, old!)),
      ),
    );
    await tx.query(
      `update privacy.data_keys k set kek_id = $1, wrapped = n.wrapped
       from unnest($2::uuid[], $3::bytea[]) as n(key_id, wrapped) where k.key_id = n.key_id`,
      [to, rows.map(({ key_id: id }) => id), wrapped],
    );
    return rows.length;
  }

  private async make(subject: string): Promise<Row> {
    return this.database.transaction(async (tx) => {
      await tx.query('select pg_advisory_xact_lock_shared($1)', [ROTATION_LOCK]);
      const kek = await this.keks.current();
      const wrapped = await this.keks.wrap(kek, subject, randomBytes(32));
      await tx.query(
        `insert into privacy.data_keys (key_id, subject, kek_id, wrapped, created_at) values ($1, $2, $3, $4, now())
         on conflict (subject) do nothing`,
        [uuidv4(), subject, kek, wrapped],
      );
      const { rows } = await tx.query<Row>(
        'select key_id, subject, kek_id, wrapped from privacy.data_keys where subject = $1',
        [subject],
      );
      return rows[0]!;
    });
  }

  private async find(by: 'subject' | 'key_id', values: readonly string[]): Promise<Row[]> {
    const { rows } = await this.database.pool.query<Row>({
      name: `doyak-data-keys-by-${by}`,
      text: `select key_id, subject, kek_id, wrapped from privacy.data_keys where ${by} = any($1::uuid[])`,
      values: [values],
    });
    return rows;
  }

  private async unwrap({ subject, kek_id: kek, wrapped }: Row): Promise<Buffer | undefined> {
    if (kek === null || wrapped === null) return undefined;
    const name = `${kek}:${subject}:${wrapped.toString('base64')}`;
    const known = this.unwrapped.get(name);
    if (known) return known;
    const key = await this.keks.unwrap(kek, subject, wrapped);
    this.unwrapped.set(name, key);
    return key;
  }
}
