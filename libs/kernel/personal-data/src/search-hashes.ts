import { createHmac } from 'node:crypto';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import { Inject, Injectable } from '@nestjs/common';

/**
 * Keyed hashes (HMAC-SHA-256) by which sealed values are found: equal values, equal hashes, and no way back without the key, which follows from
 * the master key and seals nothing else. `what` keeps values of one kind apart from those of another.
 */
@Injectable()
export class SearchHashes {
  private readonly key: Buffer;

  constructor(
    @Inject(Sealer) sealer: Sealer,
    @Inject(Database) private readonly database: Database,
  ) {
    this.key = sealer.derive('search-hashes');
  }

  /** Makes values findable, in place of those that were. They go with the person. */
  async keep(foundIn: string, personId: string, values: Readonly<Record<string, string>>): Promise<void> {
    const names = Object.keys(values);
    await this.database.transaction(async (tx) => {
      await tx.query('delete from privacy.search_hashes where found_in = $1', [foundIn]);
      await tx.query(
        `insert into privacy.search_hashes (what, hash, found_in, person_id)
         select what, hash, $3, $4 from unnest($1::text[], $2::bytea[]) as n(what, hash)
         where not exists (select from privacy.data_keys where subject = $4 and destroyed_at is not null)`,
        [names, names.map((name) => this.hash(name, values[name]!)), foundIn, personId],
      );
    });
  }

  /** Where a value stands; at most 1,000 places. */
  async find(what: string, value: string): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ found_in: string }>(
      'select found_in from privacy.search_hashes where what = $1 and hash = $2 order by found_in limit 1000',
      [what, this.hash(what, value)],
    );
    return rows.map(({ found_in: id }) => id);
  }

  /** Upper and lower case, width and spacing make no difference. */
  hash(what: string, value: string): Buffer {
    const normal = value.normalize('NFKC').toLowerCase().replace(/\s+/gu, ' ').trim();
    return createHmac('sha256', this.key).update(`${what}\n${normal}`).digest();
  }
}
