import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import type { Past } from '@doyak/kernel/event-store';
import { cursors, page, type Page } from '@doyak/kernel/http';
import { z } from 'zod';
import { apiKeys } from './api-key-list.js';

/** Instants are RFC 3339; `lastUsedAt` is kept to the hour. */
export interface ApiKeySummary {
  readonly id: string;
  readonly organisationId: string;
  readonly label: string;
  readonly scopes: string[];
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
  readonly lastUsedAt: string | null;
}

/** A page of API keys in the order of their issue. */
export class ListApiKeys extends Query<Page<ApiKeySummary>> {
  constructor(
    readonly filter: Past & { readonly organisationId?: string },
    readonly limit: number,
    readonly cursor?: string,
  ) {
    super();
  }
}

interface Row {
  id: string;
  organisationId: string;
  label: string;
  scopes: string[];
  issuedAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
}

const places = cursors('identity-api-keys', z.tuple([z.iso.datetime(), z.uuid()]));

@QueryHandler(ListApiKeys)
export class ListApiKeysHandler implements IQueryHandler<ListApiKeys> {
  constructor(private readonly database: Database) {}

  async execute({ filter, limit, cursor }: ListApiKeys): Promise<Page<ApiKeySummary>> {
    const [issuedAt, id] = places.decode(cursor, filter) ?? [];
    const values: unknown[] = [filter.organisationId, issuedAt, id, limit + 1];
    const { rows } = await this.database.pool.query<Row>(
      `select k.key_id as id, k.organisation_id as "organisationId", k.label, k.scopes, k.issued_at as "issuedAt",
         k.expires_at as "expiresAt", k.revoked_at as "revokedAt", u.last_used_at as "lastUsedAt"
       from ${apiKeys.from(filter, values)} as k left join identity.api_key_usage u using (key_id)
       where ($1::uuid is null or k.organisation_id = $1)
         and ($2::timestamptz is null or (k.issued_at, k.key_id) > ($2, $3::uuid))
       order by k.issued_at, k.key_id limit $4`,
      values,
    );
    return page(rows, limit, summary, (row) => places.encode([row.issuedAt.toISOString(), row.id], filter));
  }
}

function summary(row: Row): ApiKeySummary {
  return {
    ...row,
    issuedAt: row.issuedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}
