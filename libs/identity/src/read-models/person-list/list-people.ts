import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { cursors, page, type Page } from '@doyak/kernel/http';
import { z } from 'zod';
import { maskEmail, maskName, maskPhone, PersonalData } from '@doyak/kernel/personal-data';
import { people } from './person-list.js';
import type { Role } from '../../domain/roles.js';

/** A person as a list shows one: masked; nulls for somebody erased. */
export interface PersonSummary {
  readonly id: string;
  readonly organisationId: string | null;
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly roles: readonly Role[];
  readonly active: boolean;
  readonly hasPassword: boolean;
  /** RFC 3339; null: not locked. */
  readonly lockedUntil: string | null;
  readonly registeredAt: string;
}

export interface PersonFilter extends Past {
  readonly organisationId?: string;
  readonly role?: Role;
  readonly active?: boolean;
}

/** A page of people in the order of their registration. `now` decides whether a lock is over. */
export class ListPeople extends Query<Page<PersonSummary>> {
  constructor(
    readonly filter: PersonFilter,
    readonly now: Date,
    readonly limit: number,
    readonly cursor?: string,
  ) {
    super();
  }
}

type Row = Omit<PersonSummary, 'lockedUntil' | 'registeredAt'> & {
  lockedUntil: Date | null;
  registeredAt: Date;
};

const places = cursors('identity-people', z.tuple([z.iso.datetime(), z.uuid()]));

@QueryHandler(ListPeople)
export class ListPeopleHandler implements IQueryHandler<ListPeople> {
  constructor(
    private readonly database: Database,
    private readonly personal: PersonalData,
  ) {}

  async execute({ filter, now, limit, cursor }: ListPeople): Promise<Page<PersonSummary>> {
    const [registeredAt, id] = places.decode(cursor, filter) ?? [];
    const values: unknown[] = [
      ...[filter.organisationId, filter.role && JSON.stringify([filter.role]), filter.active],
      ...[registeredAt, id, limit + 1],
    ];
    const { rows } = await this.database.pool.query<Row>(
      `select r.person_id as id, r.organisation_id as "organisationId", p.name, p.email, p.phone, r.roles, r.active,
         r.has_password as "hasPassword", r.locked_until as "lockedUntil", r.registered_at as "registeredAt"
       from ${people.from(filter, values)} as r left join identity.people p using (person_id)
       where ($1::uuid is null or r.organisation_id = $1) and ($2::jsonb is null or r.roles @> $2) and ($3::boolean is null or r.active = $3)
         and ($4::timestamptz is null or (r.registered_at, r.person_id) > ($4, $5::uuid))
       order by r.registered_at, r.person_id limit $6`,
      values,
    );
    return page(
      await this.personal.open(rows),
      limit,
      (row) => summary(row, filter.asOf ?? now),
      (row) => places.encode([row.registeredAt.toISOString(), row.id], filter),
    );
  }
}

function summary(row: Row, now: Date): PersonSummary {
  return {
    ...row,
    name: row.name && maskName(row.name),
    email: row.email && maskEmail(row.email),
    phone: row.phone && maskPhone(row.phone),
    lockedUntil: row.lockedUntil && row.lockedUntil > now ? row.lockedUntil.toISOString() : null,
    registeredAt: row.registeredAt.toISOString(),
  };
}
