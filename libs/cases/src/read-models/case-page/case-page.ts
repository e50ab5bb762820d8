import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { actsFor } from '@doyak/applications';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import type { Past } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { caseLines, caseTitles, type CaseLine } from '../case-list/case-list.js';

/** One case as the list knows it, or knew it. */
export class GetCase extends Query<CaseLine | undefined> {
  constructor(
    readonly caseId: string,
    readonly past: Past = {},
  ) {
    super();
  }
}

@QueryHandler(GetCase)
export class GetCaseHandler implements IQueryHandler<GetCase> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ caseId, past }: GetCase): Promise<CaseLine | undefined> {
    const values: unknown[] = [caseId];
    const { rows } = await this.database.pool.query<{ line: CaseLine; title: string | null }>(
      `select row_to_json(c) as line, t.title from ${caseLines.from(past, values)} c
         left join ${caseTitles.from(past, values)} t on t.case_id = c.case_id
       where c.case_id = $1`,
      values,
    );
    return rows[0] && { ...rows[0].line, title: rows[0].title ?? '' };
  }
}

/** Another applicant's case looks like none at all. Refusal: CASE_NOT_FOUND. */
export function visibleCase(found: CaseLine | undefined, context: RequestContext, all: string): CaseLine {
  const applicant = found && {
    personId: found.applicant_person_id,
    organisationId: found.applicant_organisation_id ?? undefined,
  };
  if (!found || !applicant || !(context.permits(all) || actsFor(context.actor, applicant))) {
    throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
  }
  return found;
}
