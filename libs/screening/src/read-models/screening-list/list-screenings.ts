import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import type { Past } from '@doyak/kernel/event-store';
import { screeningLines, type ScreeningLine } from './screening-list.js';

export interface ScreeningFilter extends Past {
  readonly programId?: string;
  readonly roundId?: string;
  readonly track?: string;
  readonly caseId?: string;
  readonly status?: ScreeningLine['status'];
}

/** Newest first; `after` is the line to go on from. `of` limits the list to what that actor applied for. */
export class ListScreenings extends Query<ScreeningLine[]> {
  constructor(
    readonly filter: ScreeningFilter,
    readonly of: Actor | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListScreenings)
export class ListScreeningsHandler implements IQueryHandler<ListScreenings> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, of, after, limit }: ListScreenings): Promise<ScreeningLine[]> {
    const where: string[] = [];
    const values: unknown[] = [];
    const need = (condition: string, value: unknown) => {
      if (value === undefined) return;
      values.push(value);
      where.push(condition.replace('?', `$${values.length}`));
    };
    need('program_id = ?', filter.programId);
    need('round_id = ?', filter.roundId);
    need('track = ?', filter.track);
    need('case_id = ?', filter.caseId);
    need('status = ?', filter.status);
    if (of?.organisationId) need('applicant_organisation_id = ?', of.organisationId);
    else if (of) {
      need('applicant_person_id = ?', of.id);
      where.push('applicant_organisation_id is null');
    }
    if (after) {
      values.push(after.openedAt, after.id);
      where.push(`(opened_at, id) < ($${values.length - 1}, $${values.length})`);
    }
    const lines = screeningLines.from(filter, values);
    values.push(limit);
    const { rows } = await this.database.pool.query<{ line: ScreeningLine }>(
      `select row_to_json(l) as line from (
         select * from ${lines} as lines ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
         order by opened_at desc, id desc limit $${values.length}) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
