import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import type { Past } from '@doyak/kernel/event-store';
import { caseLines, caseTitles, type CaseLine } from './case-list.js';

export interface CaseFilter extends Past {
  readonly programId?: string;
  readonly roundId?: string;
  readonly track?: string;
  readonly status?: CaseLine['status'];
  readonly responsible?: string;
  readonly number?: string;
}

/** Newest first; `after` is the line to go on from. `of` limits the list to what that actor applied for. */
export class ListCases extends Query<CaseLine[]> {
  constructor(
    readonly filter: CaseFilter,
    readonly of: Actor | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListCases)
export class ListCasesHandler implements IQueryHandler<ListCases> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, of, after, limit }: ListCases): Promise<CaseLine[]> {
    const where: string[] = [];
    const values: unknown[] = [];
    const need = (condition: string, value: unknown) => {
      if (value === undefined) return;
      values.push(value);
      where.push(condition.replace('?', `$${values.length}`));
    };
    need('l.program_id = ?', filter.programId);
    need('l.round_id = ?', filter.roundId);
    need('l.track = ?', filter.track);
    need('l.status = ?', filter.status);
    need('l.responsible = ?', filter.responsible);
    need('l.number = ?', filter.number);
    if (of?.organisationId) need('l.applicant_organisation_id = ?', of.organisationId);
    else if (of) {
      need('l.applicant_person_id = ?', of.id);
      where.push('l.applicant_organisation_id is null');
    }
    if (after) {
      values.push(after.openedAt, after.id);
      where.push(`(l.opened_at, l.case_id) < ($${values.length - 1}, $${values.length})`);
    }
    const lines = caseLines.from(filter, values);
    const titles = caseTitles.from(filter, values);
    values.push(limit);
    const { rows } = await this.database.pool.query<{ line: CaseLine; title: string | null }>(
      `select row_to_json(c) as line, t.title from (
         select * from ${lines} l ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
         order by l.opened_at desc, l.case_id desc limit $${values.length}) c
       left join ${titles} t on t.case_id = c.case_id
       order by c.opened_at desc, c.case_id desc`,
      values,
    );
    return rows.map(({ line, title }) => ({ ...line, title: title ?? '' }));
  }
}
