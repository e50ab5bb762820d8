import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';

export interface Access {
  readonly personId: string;
  readonly action: 'read' | 'changed';
  readonly actor: Actor;
  readonly address: string;
  readonly now: Date;
}

/** The record of who saw or changed whose personal data, when and from where (개인정보 접속기록; domain.md 8). */
@Injectable()
export class PersonalDataAccesses {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Written before the data is handed out: what cannot be recorded is not shown. */
  async record({ personId, action, actor, address, now }: Access): Promise<void> {
    await this.database.pool.query(
      `insert into identity.personal_data_accesses (accessed_at, actor_kind, actor_id, address, person_id, action)
       values ($1, $2, $3, $4, $5, $6)`,
      [now, actor.kind, actor.id, address, personId, action],
    );
  }
}
