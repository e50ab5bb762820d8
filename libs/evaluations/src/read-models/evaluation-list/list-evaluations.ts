import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import type { Past } from '@doyak/kernel/event-store';
import { evaluationLines, type EvaluationLine } from './evaluation-list.js';

export interface EvaluationFilter extends Past {
  readonly programId?: string;
  readonly roundId?: string;
  readonly track?: string;
  readonly stage?: string;
  readonly caseId?: string;
  readonly applicationId?: string;
  readonly status?: EvaluationLine['status'];
  /** Has or had a seat on the panel. */
  readonly reviewer?: string;
}

/** Newest first; `after` is the line to go on from. `of` limits the list to what that actor applied for. */
export class ListEvaluations extends Query<EvaluationLine[]> {
  constructor(
    readonly filter: EvaluationFilter,
    readonly of: Actor | undefined,
    readonly after: { readonly openedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(ListEvaluations)
export class ListEvaluationsHandler implements IQueryHandler<ListEvaluations> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, of, after, limit }: ListEvaluations): Promise<EvaluationLine[]> {
    const where: string[] = [];
    const values: unknown[] = [];
    const need = (condition: (place: string) => string, value: unknown) => {
      if (value === undefined) return;
      values.push(value);
      where.push(condition(`$${values.length}`));
    };
    need((at) => `program_id = ${at}`, filter.programId);
    need((at) => `round_id = ${at}`, filter.roundId);
    need((at) => `track = ${at}`, filter.track);
    need((at) => `stage = ${at}`, filter.stage);
    need((at) => `case_id = ${at}`, filter.caseId);
    need((at) => `application_id = ${at}`, filter.applicationId);
    need((at) => `status = ${at}`, filter.status);
    need((at) => `seats ? ${at}`, filter.reviewer);
    if (of?.organisationId) need((at) => `applicant_organisation_id = ${at}`, of.organisationId);
    else if (of) {
      need((at) => `applicant_person_id = ${at}`, of.id);
      where.push('applicant_organisation_id is null');
    }
    if (after) {
      values.push(after.openedAt, after.id);
      where.push(`(opened_at, id) < ($${values.length - 1}, $${values.length})`);
    }
    const lines = evaluationLines.from(filter, values);
    values.push(limit);
    const { rows } = await this.database.pool.query<{ line: EvaluationLine }>(
      `select row_to_json(l) as line from (
         select * from ${lines} as lines ${where.length > 0 ? `where ${where.join(' and ')}` : ''}
         order by opened_at desc, id desc limit $${values.length}) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}
