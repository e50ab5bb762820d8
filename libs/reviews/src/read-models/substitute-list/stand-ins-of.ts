import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';

/** Persons whom somebody stands in for at an instant. */
export class StandInsOf extends Query<string[]> {
  constructor(
    readonly substitute: string,
    readonly now: Date,
  ) {
    super();
  }
}

@QueryHandler(StandInsOf)
export class StandInsOfHandler implements IQueryHandler<StandInsOf> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ substitute, now }: StandInsOf): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ person_id: string }>(
      'select person_id from read.review_substitutes where substitute = $1 and begins <= $2 and ends > $2',
      [substitute, now],
    );
    return rows.map((row) => row.person_id);
  }
}
