import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type { Attempted } from './verdict.js';

/** Attempts that belong to no message: handshakes and tests. */
@Injectable()
export class AttemptRecords {
  constructor(@Inject(Database) private readonly database: Database) {}

  async keep(endpointId: string, kind: 'handshake' | 'test', attempted: Attempted): Promise<void> {
    const { startedAt, ms, status, failure, answer, truncated } = attempted;
    await this.database.pool.query(
      `insert into webhooks.attempts (endpoint_id, kind, number, started_at, ms, status, failure, answer, truncated)
       values ($1, $2, 1, $3, $4, $5, $6, $7, $8)`,
      [endpointId, kind, startedAt, ms, status, failure, answer, truncated],
    );
  }
}
