import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { type RegistrationLine, registrationLines } from '../registration-list/registration-list.js';

export interface CatalogueFilter extends Past {
  /** Words in the name or the summary. */
  readonly q?: string;
  /** Leading digits of the classification number. */
  readonly classification?: string;
  readonly listNumber?: string;
  readonly route?: string;
  readonly supplier?: string;
  readonly status?: RegistrationLine['status'];
  /** Designations whose last day comes before this day. */
  readonly expiresBefore?: string;
}

/** Designated products, the newest designation first; without a status those that can be bought. */
export class SearchCatalogue extends Query<RegistrationLine[]> {
  constructor(
    readonly filter: CatalogueFilter,
    readonly after: { readonly designatedAt: string; readonly id: string } | undefined,
    readonly limit: number,
  ) {
    super();
  }
}

@QueryHandler(SearchCatalogue)
export class SearchCatalogueHandler implements IQueryHandler<SearchCatalogue> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ filter, after, limit }: SearchCatalogue): Promise<RegistrationLine[]> {
    const { q, classification, listNumber, route, supplier, status, expiresBefore } = filter;
    const values: unknown[] = [
      ...[q && `%${escaped(q)}%`, classification && `${escaped(classification)}%`, listNumber],
      ...[route, supplier, status ? [status] : ['DESIGNATED', 'EXTENDED'], expiresBefore],
      ...[after?.designatedAt, after?.id, limit],
    ];
    const { rows } = await this.database.pool.query<{ line: RegistrationLine }>(
      `select row_to_json(l) as line from (
         select * from ${registrationLines.from(filter, values)} as lines
         where designated_at is not null
           and ($1::text is null or name_ko ilike $1 or name_en ilike $1 or summary ilike $1)
           and ($2::text is null or classification like $2) and ($3::text is null or list_number = $3)
           and ($4::text is null or route = $4) and ($5::uuid is null or supplier = $5)
           and status = any($6::text[]) and ($7::date is null or valid_until < $7)
           and ($8::timestamptz is null or (designated_at, id) < ($8, $9::uuid))
         order by designated_at desc, id desc limit $10) l`,
      values,
    );
    return rows.map(({ line }) => line);
  }
}

/** Taken literally by `like`. */
const escaped = (text: string) => text.replaceAll(/[\\%_]/g, '\\$&');
