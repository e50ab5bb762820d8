import { Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { v7 as uuidv7 } from 'uuid';
import { issueToken, matches, parseToken } from './secret-tokens.js';

/** Long enough for a weekend. */
export const INVITATION_MS = 3 * 86_400_000;

/** One-time tokens with which a person sets a first or a forgotten password. A row means nothing until `InvitationIssued` names it. */
@Injectable()
export class Invitations {
  constructor(private readonly database: Database) {}

  async prepare(
    personId: string,
    now: Date,
  ): Promise<{ invitationId: string; token: string; expiresAt: Date }> {
    const invitationId = uuidv7();
    const { text, hash } = issueToken('dyi', invitationId);
    await this.database.pool.query(
      'insert into identity.invitations (invitation_id, person_id, token_hash, created_at) values ($1, $2, $3, $4)',
      [invitationId, personId, hash, now],
    );
    return { invitationId, token: text, expiresAt: new Date(now.getTime() + INVITATION_MS) };
  }

  /** Whose invitation it is; whether it still counts, the person's events say. */
  async find(token: string): Promise<{ invitationId: string; personId: string } | null> {
    const presented = parseToken('dyi', token);
    if (!presented) return null;
    const { rows } = await this.database.pool.query<{ person_id: string; token_hash: Buffer }>(
      'select person_id, token_hash from identity.invitations where invitation_id = $1',
      [presented.id],
    );
    const [row] = rows;
    if (!row || !matches(presented, row.token_hash)) return null;
    return { invitationId: presented.id, personId: row.person_id };
  }

  /** Clears the person's invitations that are over. */
  async clearExpired(personId: string, now: Date): Promise<void> {
    await this.database.pool.query(
      'delete from identity.invitations where person_id = $1 and created_at < $2',
      [personId, new Date(now.getTime() - INVITATION_MS)],
    );
  }
}
