import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { cursors, page, type Page } from '@doyak/kernel/http';
import { z } from 'zod';
import type { OrganisationKind } from '../../domain/roles.js';
import { organisations } from './organisation-list.js';

export interface OrganisationSummary {
  readonly id: string;
  readonly kind: OrganisationKind;
  readonly name: string;
  /** Ten digits. */
  readonly businessNumber: string | null;
  readonly active: boolean;
  /** RFC 3339. */
  readonly registeredAt: string;
}

export interface OrganisationFilter extends Past {
  readonly id?: string;
  readonly kind?: OrganisationKind;
  readonly active?: boolean;
  /** Exact business registration number, digits. */
  readonly businessNumber?: string;
}

/** A page of organisations by name. */
export class ListOrganisations extends Query<Page<OrganisationSummary>> {
  constructor(
    readonly filter: OrganisationFilter,
    readonly limit: number,
    readonly cursor?: string,
  ) {
    super();
  }
}

const places = cursors('identity-organisations', z.tuple([z.string(), z.uuid()]));

@QueryHandler(ListOrganisations)
export class ListOrganisationsHandler implements IQueryHandler<ListOrganisations> {
  constructor(private readonly database: Database) {}

  async execute({ filter, limit, cursor }: ListOrganisations): Promise<Page<OrganisationSummary>> {
    const [name, id] = places.decode(cursor, filter) ?? [];
    const values: unknown[] = [
      filter.kind,
      filter.active,
      filter.businessNumber,
      name,
      id,
      limit + 1,
      filter.id,
    ];
    const { rows } = await this.database.pool.query<
      Omit<OrganisationSummary, 'registeredAt'> & { registeredAt: Date }
    >(
      `select organisation_id as id, kind, name, business_number as "businessNumber", active, registered_at as "registeredAt"
       from ${organisations.from(filter, values)} as organisations
       where ($1::text is null or kind = $1) and ($2::boolean is null or active = $2) and ($3::text is null or business_number = $3)
         and ($7::uuid is null or organisation_id = $7) and ($4::text is null or (name, organisation_id) > ($4, $5::uuid))
       order by name, organisation_id limit $6`,
      values,
    );
    return page(
      rows,
      limit,
      (row) => ({ ...row, registeredAt: row.registeredAt.toISOString() }),
      (row) => places.encode([row.name, row.id], filter),
    );
  }
}
