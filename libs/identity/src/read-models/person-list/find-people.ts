import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { OrganisationKind, Role } from '../../domain/roles.js';

/** Whom somebody is, without what would name them. */
export interface KnownPerson {
  readonly id: string;
  readonly organisationId: string | null;
  readonly organisationKind: OrganisationKind | null;
  readonly roles: readonly Role[];
  readonly active: boolean;
}

/** Those of these ids that are known, in no order. */
export class FindPeople extends Query<KnownPerson[]> {
  constructor(readonly ids: readonly string[]) {
    super();
  }
}

@QueryHandler(FindPeople)
export class FindPeopleHandler implements IQueryHandler<FindPeople> {
  constructor(private readonly database: Database) {}

  async execute({ ids }: FindPeople): Promise<KnownPerson[]> {
    if (ids.length === 0) return [];
    const { rows } = await this.database.pool.query<KnownPerson>(
      `select p.person_id as id, p.organisation_id as "organisationId", o.kind as "organisationKind", p.roles, p.active
       from read.identity_people p left join read.identity_organisations o using (organisation_id)
       where p.person_id = any($1::uuid[])`,
      [ids],
    );
    return rows;
  }
}
