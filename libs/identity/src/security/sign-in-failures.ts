import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { lockAfter } from './lockout.js';

/** Wrong passwords in a row, by person. The lock that follows is an event; the count is not. */
@Injectable()
export class SignInFailures {
  constructor(@Inject(Database) private readonly database: Database) {}

  /**
   * Counts a wrong password and answers how many there were in a row; null during a lock: attempts then would only prolong it. Guesses
   * at the same instant wait for one another here, so that none slips past the count.
   */
  count(personId: string, now: Date): Promise<number | null> {
    return this.database.transaction(async (tx) => {
      await tx.query(
        `insert into identity.sign_in_failures (person_id, failures, last_failed_at) values ($1, 0, $2) on conflict do nothing`,
        [personId, now],
      );
      const { rows } = await tx.query<{ failures: number; last_failed_at: Date }>(
        'select failures, last_failed_at from identity.sign_in_failures where person_id = $1 for update',
        [personId],
      );
      const before = rows[0];
      if (!before || isLocked(before.failures, before.last_failed_at, now)) return null;
      await tx.query(
        'update identity.sign_in_failures set failures = failures + 1, last_failed_at = $2 where person_id = $1',
        [personId, now],
      );
      return before.failures + 1;
    });
  }

  /** Whether wrong passwords of others lock the person out at this instant. */
  async areTooMany(personId: string, now: Date): Promise<boolean> {
    const { rows } = await this.database.pool.query<{ failures: number; last_failed_at: Date }>(
      'select failures, last_failed_at from identity.sign_in_failures where person_id = $1',
      [personId],
    );
    return rows[0] !== undefined && isLocked(rows[0].failures, rows[0].last_failed_at, now);
  }

  async forget(personId: string): Promise<void> {
    await this.database.pool.query('delete from identity.sign_in_failures where person_id = $1', [personId]);
  }
}

function isLocked(failures: number, last: Date, now: Date): boolean {
  return now.getTime() < last.getTime() + lockAfter(failures);
}
