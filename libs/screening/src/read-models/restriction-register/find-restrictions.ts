import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { dateOf } from '@doyak/kernel/calendar';
import { Database } from '@doyak/kernel/database';
import type { Hindrance } from '../../domain/screening.events.js';

/** What stands against an applicant: restrictions in force today, and recoveries that were not returned. At most 50. */
export class FindRestrictions extends Query<Hindrance[]> {
  constructor(
    readonly sought: {
      readonly businessNumber: string | undefined;
      readonly corporateNumber: string | undefined;
      readonly personId: string;
    },
    readonly now: Date,
  ) {
    super();
  }
}

const MOST = 50;

@QueryHandler(FindRestrictions)
export class FindRestrictionsHandler implements IQueryHandler<FindRestrictions> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ sought, now }: FindRestrictions): Promise<Hindrance[]> {
    const { businessNumber, corporateNumber, personId } = sought;
    const { rows } = await this.database.pool.query<Hindrance>(
      `select r.kind, r.id, r.case_id as "caseId"
       from read.restriction_register r join read.support_register s on s.case_id = r.case_id
       where (s.business_number = $1 or s.corporate_number = $2 or s.applicant_person_id = $3) and not r.stayed
         and (r.kind = 'recovery' or (r.since <= $4::date and r.until >= $4::date))
       order by r.id limit ${MOST}`,
      [businessNumber, corporateNumber, personId, dateOf(now)],
    );
    return rows;
  }
}
