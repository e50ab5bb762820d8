import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { type RegistrationLine, registrationLines } from './registration-list.js';

export interface RegistrationFilter extends Past {
  readonly caseId?: string;
  readonly roundId?: string;
  readonly track?: string;
  readonly status?: RegistrationLine['status'];
  readonly questioned?: boolean;
}

/** Newest first; `after` is the line to go on from. `applicant` limits the list to registrations of one. */
export class ListRegistrations extends Query<RegistrationLine[]> {
  constructor(
    readonly filter: RegistrationFilter,
    readonly applicant: string | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListRegistrations)
export class ListRegistrationsHandler implements IQueryHandler<ListRegistrations> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, applicant, after, limit }: ListRegistrations): Promise<RegistrationLine[]> {
    const values: unknown[] = [
      ...[filter.caseId, filter.roundId, filter.track, filter.status, filter.questioned, applicant],
      ...[after?.openedAt, after?.id, limit],
    ];
    const { rows } = await this.database.pool.query<{ line: RegistrationLine }>(
      `select row_to_json(l) as line from (
         select * from ${registrationLines.from(filter, values)} as lines
         where ($1::uuid is null or case_id = $1) and ($2::uuid is null or round_id = $2)
           and ($3::text is null or track = $3) and ($4::text is null or status = $4)
           and ($5::boolean is null or questioned = $5) and ($6::uuid is null or applicant = $6)
           and ($7::timestamptz is null or (opened_at, id) < ($7, $8::uuid))
         order by opened_at desc, id desc limit $9) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
