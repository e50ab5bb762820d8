import { Inject, Injectable } from '@nestjs/common';
import { type Kept, Retention } from '@doyak/identity';
import { Database } from '@doyak/kernel/database';

/** Years for which evidence of a closed case is kept (증빙 보존: domain.md 8). */
const YEARS = 5;

/** An applicant's data is kept as long as a case goes on, and as long as its evidence is. */
@Injectable()
export class CaseRetention {
  constructor(@Inject(Retention) retention: Retention, @Inject(Database) database: Database) {
    retention.register(async (personId) => {
      const { rows } = await database.pool.query<{ number: string; until: Date | null }>(
        `select number, closed_at + make_interval(years => $2) as until from read.case_list
         where applicant_person_id = $1 order by number limit 20`,
        [personId, YEARS],
      );
      return rows.map(({ number, until }): Kept => ({ what: `case ${number}`, until: until ?? undefined }));
    });
  }
}
