import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import type { Past } from '@doyak/kernel/event-store';
import { applicationLines, type ApplicationLine } from './application-list.js';

export interface ApplicationFilter extends Past {
  readonly roundId?: string;
  readonly track?: string;
  readonly status?: ApplicationLine['status'];
  /** Digits only. */
  readonly businessNumber?: string;
  /** Only these. */
  readonly ids?: readonly string[];
}

/** Newest first; `after` is the line to go on from. `of` limits the list to what that actor applied for. */
export class ListApplications extends Query<ApplicationLine[]> {
  constructor(
    readonly filter: ApplicationFilter,
    readonly of: Actor | undefined,
    readonly after: { readonly startedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListApplications)
export class ListApplicationsHandler implements IQueryHandler<ListApplications> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, of, after, limit }: ListApplications): Promise<ApplicationLine[]> {
    const where: string[] = [];
    const values: unknown[] = [];
    const need = (condition: string, value: unknown) => {
      if (value === undefined) return;
      values.push(value);
      where.push(condition.replace('?', `$${values.length}`));
    };
    need('round_id = ?', filter.roundId);
    need('track = ?', filter.track);
    need('status = ?', filter.status);
    need('business_number = ?', filter.businessNumber);
    need('id = any(?::uuid[])', filter.ids);
    if (of?.organisationId) need('applicant_organisation_id = ?', of.organisationId);
    else if (of) {
      need('applicant_person_id = ?', of.id);
      where.push('applicant_organisation_id is null');
    }
    if (after) {
      values.push(after.startedAt, after.id);
      where.push(`(started_at, id) < ($${values.length - 1}, $${values.length})`);
    }
    const lines = applicationLines.from(filter, values);
    values.push(limit);
    const { rows } = await this.database.pool.query<{ line: ApplicationLine }>(
      `select row_to_json(l) as line from (
         select * from ${lines} as lines ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
         order by started_at desc, id desc limit $${values.length}) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
