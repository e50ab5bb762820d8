import { Database } from '@doyak/kernel/database';
import { Inject, Injectable } from '@nestjs/common';
import type pg from 'pg';

/**
 * For which cases bytes are kept. The same bytes are kept once, whoever sent them: they are destroyed with the last case that they are kept for,
 * and not while another one has them.
 */
@Injectable()
export class KeptFiles {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Before the bytes are looked for: from then on nobody destroys them under the sender's hands. Without a case they stay for good. */
  async note(sha256: string, caseId: string | undefined): Promise<void> {
    await this.database.transaction(async (tx) => {
      await alone(tx, sha256);
      await tx.query(
        `insert into documents.kept_files (sha256, case_id) values ($1, $2)
         on conflict (sha256, case_id) do update set destroyed_at = null`,
        [sha256, caseId ?? null],
      );
    });
  }

  /** Whether bytes were destroyed because whom they were about was erased. */
  async destroyed(sha256: string): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ destroyed: boolean | null }>(
      'select bool_and(destroyed_at is not null) as destroyed from documents.kept_files where sha256 = $1',
      [sha256],
    );
    return rows[0]!.destroyed ?? false;
  }

  /**
   * Gives up everything that is kept for cases of a person; `remove` destroys bytes that nothing else is kept for. Interrupted, it can be done
   * again. Answers how many files were given up for the person in all.
   */
  async destroyOf(personId: string, now: Date, remove: (sha256: string) => Promise<void>): Promise<number> {
    const { rows } = await this.database.pool.query<{ sha256: string }>(
      `select distinct k.sha256 from documents.kept_files k join privacy.case_subjects s on s.case_id = k.case_id
       where s.person_id = $1 order by k.sha256`,
      [personId],
    );
    for (const { sha256 } of rows)
      await this.database.transaction(async (tx) => {
        await alone(tx, sha256);
        await tx.query(
          `update documents.kept_files k set destroyed_at = $3 from privacy.case_subjects s
           where k.sha256 = $1 and s.case_id = k.case_id and s.person_id = $2 and k.destroyed_at is null`,
          [sha256, personId, now],
        );
        const others = await tx.query(
          'select from documents.kept_files where sha256 = $1 and destroyed_at is null',
          [sha256],
        );
        if (others.rowCount === 0) await remove(sha256);
      });
    return rows.length;
  }

  /** Uploads for cases of a person that were begun: what was sent of them may still lie there. */
  async uploadsOf(personId: string): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ id: string }>(
      `select distinct e.data::jsonb->>'documentId' as id from privacy.case_subjects s
       join doyak.streams t on t.case_id = s.case_id join doyak.events e on e.stream_id = t.stream_id
       where s.person_id = $1 and e.type = 'documents.document-upload-started' order by 1`,
      [personId],
    );
    return rows.map(({ id }) => id);
  }
}

/** One at a time for these bytes, until the transaction ends. */
async function alone(tx: pg.PoolClient, sha256: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`documents.kept_files:${sha256}`]);
}
