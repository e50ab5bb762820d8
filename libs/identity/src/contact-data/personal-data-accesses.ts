import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import { PersonalData } from '@doyak/kernel/personal-data';

export interface Access {
  /** Whose data. */
  readonly personId: string;
  readonly action: 'read' | 'changed' | 'downloaded';
  /** e.g. `contact-data`, `application <id>`. */
  readonly what: string;
  /** Why; asked of everybody who sees somebody else's data unmasked. */
  readonly reason?: string | undefined;
  readonly actor: Actor;
  readonly address: string;
  readonly now: Date;
}

export interface RecordedAccess {
  readonly id: string;
  readonly accessedAt: Date;
  readonly actorKind: string;
  readonly actorId: string;
  readonly address: string;
  readonly personId: string;
  readonly action: string;
  readonly what: string | null;
  readonly reason: string | null;
}

export interface AccessFilter {
  readonly personId?: string | undefined;
  readonly actorId?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
}

/** The record of who saw or changed whose personal data, when, from where and why (개인정보 접속기록; domain.md 8). */
@Injectable()
export class PersonalDataAccesses {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PersonalData) private readonly personal: PersonalData,
  ) {}

  /** Written before the data is handed out: what cannot be recorded is not shown. */
  async record({ personId, action, what, reason, actor, address, now }: Access): Promise<void> {
    // A reason may name the person: it goes when the person does.
    const [sealed] = await this.personal.seal(personId, 'text', [reason ?? null]);
    await this.database.pool.query(
      `insert into identity.personal_data_accesses (accessed_at, actor_kind, actor_id, address, person_id, action, what, reason)
       values ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [now, actor.kind, actor.id, address, personId, action, what, sealed],
    );
  }

  /** How many were recorded before an instant. */
  async countBefore(before: Date): Promise<number> {
    const { rows } = await this.database.pool.query<{ count: string }>(
      'select count(*) as count from identity.personal_data_accesses where accessed_at < $1',
      [before],
    );
    return Number(rows[0]!.count);
  }

  /** The latest first; `before` is the id of the last one seen. */
  async list(filter: AccessFilter, before: string | undefined, limit: number): Promise<RecordedAccess[]> {
    const { rows } = await this.database.pool.query<RecordedAccess>(
      `select id::text, accessed_at as "accessedAt", actor_kind as "actorKind", actor_id as "actorId", address,
         person_id as "personId", action, what, reason
       from identity.personal_data_accesses
       where ($1::uuid is null or person_id = $1) and ($2::text is null or actor_id = $2)
         and ($3::timestamptz is null or accessed_at >= $3) and ($4::timestamptz is null or accessed_at < $4)
         and ($5::bigint is null or id < $5)
       order by id desc limit $6`,
      [filter.personId, filter.actorId, filter.from, filter.until, before, limit],
    );
    return rows;
  }
}
