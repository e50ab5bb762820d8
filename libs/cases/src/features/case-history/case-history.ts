import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { EventStore, type LoggedEvent } from '@doyak/kernel/event-store';
import type { CaseParties } from '../../read-models/case-parties/case-parties.js';

export interface CaseHistory {
  readonly parties: CaseParties;
  /** In case order. */
  readonly events: LoggedEvent[];
  /** Those of any time: what may be seen of the others follows from all of them. */
  readonly all: LoggedEvent[];
}

/** All events of a case in order, those that happened by `asOf` and were recorded by `knownAt`. */
export class GetCaseHistory extends Query<CaseHistory | undefined> {
  constructor(
    readonly caseId: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

@QueryHandler(GetCaseHistory)
export class GetCaseHistoryHandler implements IQueryHandler<GetCaseHistory> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  async execute({ caseId, past: { asOf, knownAt } }: GetCaseHistory): Promise<CaseHistory | undefined> {
    const { rows } = await this.database.pool.query<CaseParties>(
      'select case_id, applicant_person_id, applicant_organisation_id from read.case_parties where case_id = $1',
      [caseId],
    );
    const [parties] = rows;
    if (!parties) return undefined;
    const all = await this.store.readCase(caseId);
    const events = all.filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    return { parties, events, all };
  }
}
