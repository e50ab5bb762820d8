import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { issueToken, matches, parseToken } from './secret-tokens.js';

/** A session ends so long after sign-in, used or not: a working day. */
export const SESSION_MS = 12 * 3_600_000;
/** … or when its refresh token has not been used for so long. */
export const IDLE_MS = 3_600_000;

export interface Session {
  readonly sessionId: string;
  readonly personId: string;
  /** The password that opened it. */
  readonly credentialId: string;
  readonly expiresAt: Date;
}

/** A session with the refresh token that is now the good one. */
export interface OpenSession extends Session {
  readonly refreshToken: string;
}

export type Refreshed =
  | { readonly outcome: 'rotated'; readonly session: OpenSession }
  /** A token was used a second time, by a thief or by its victim: the session has ended. */
  | { readonly outcome: 'reused'; readonly session: Session };

interface Row {
  session_id: string;
  person_id: string;
  credential_id: string;
  expires_at: Date;
  ended_because: string | null;
}

interface TokenRow extends Row {
  token_hash: Buffer;
  issued_at: Date;
  used_at: Date | null;
}

/**
 * Sessions and their refresh tokens: rows, not events. There are many, they die within a day, and nothing is decided from them; what
 * auditors need, a token used twice, is an event of the person.
 */
@Injectable()
export class Sessions {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Opens a session, and clears those of the same person that are over. */
  open(personId: string, credentialId: string, now: Date): Promise<OpenSession> {
    const session = {
      sessionId: uuidv7(),
      personId,
      credentialId,
      expiresAt: new Date(now.getTime() + SESSION_MS),
    };
    return this.database.transaction(async (tx) => {
      await tx.query('delete from identity.sessions where person_id = $1 and expires_at <= $2', [
        personId,
        now,
      ]);
      await tx.query(
        `insert into identity.sessions (session_id, person_id, credential_id, started_at, expires_at) values ($1, $2, $3, $4, $5)`,
        [session.sessionId, personId, credentialId, now, session.expiresAt],
      );
      return { ...session, refreshToken: await addToken(tx, session.sessionId, now) };
    });
  }

  /** Trades a refresh token for the next one, once; null if it is unknown, or the session is over. RFC 9700 4.14.2. */
  refresh(text: string, now: Date): Promise<Refreshed | null> {
    const presented = parseToken('dyr', text);
    if (!presented) return Promise.resolve(null);
    return this.database.transaction(async (tx) => {
      const { rows } = await tx.query<TokenRow>(
        `select t.token_hash, t.issued_at, t.used_at, s.* from identity.refresh_tokens t
         join identity.sessions s using (session_id) where t.token_id = $1 for update`,
        [presented.id],
      );
      const [row] = rows;
      if (!row || !matches(presented, row.token_hash) || row.expires_at <= now) return null;
      if (row.ended_because === 'signed-out') return null;
      if (row.used_at !== null) {
        await end(tx, row.session_id, 'refresh-token-reused', now);
        return { outcome: 'reused', session: toSession(row) };
      }
      if (row.ended_because !== null || now.getTime() - row.issued_at.getTime() > IDLE_MS) return null;
      await tx.query('update identity.refresh_tokens set used_at = $2 where token_id = $1', [
        presented.id,
        now,
      ]);
      const refreshToken = await addToken(tx, row.session_id, now);
      return { outcome: 'rotated', session: { ...toSession(row), refreshToken } };
    });
  }

  /** The session while it lasts. */
  async find(sessionId: string, now: Date): Promise<Session | null> {
    const { rows } = await this.database.pool.query<Row>({
      name: 'identity-session',
      text: 'select * from identity.sessions where session_id = $1 and ended_at is null and expires_at > $2',
      values: [sessionId, now],
    });
    return rows[0] ? toSession(rows[0]) : null;
  }

  async signOut(sessionId: string, now: Date): Promise<void> {
    await end(this.database.pool, sessionId, 'signed-out', now);
  }

  /** Lets one session live on after its person changed the password; all others end, for they name the old one. */
  async carryOver(sessionId: string, credentialId: string): Promise<void> {
    await this.database.pool.query('update identity.sessions set credential_id = $2 where session_id = $1', [
      sessionId,
      credentialId,
    ]);
  }
}

async function addToken(tx: pg.PoolClient, sessionId: string, now: Date): Promise<string> {
  const tokenId = uuidv7();
  const { text, hash } = issueToken('dyr', tokenId);
  await tx.query(
    'insert into identity.refresh_tokens (token_id, session_id, token_hash, issued_at) values ($1, $2, $3, $4)',
    [tokenId, sessionId, hash, now],
  );
  return text;
}

async function end(
  client: Pick<pg.Pool, 'query'>,
  sessionId: string,
  because: string,
  now: Date,
): Promise<void> {
  await client.query(
    'update identity.sessions set ended_at = $3, ended_because = $2 where session_id = $1 and ended_at is null',
    [sessionId, because, now],
  );
}

function toSession(row: Row): Session {
  return {
    sessionId: row.session_id,
    personId: row.person_id,
    credentialId: row.credential_id,
    expiresAt: row.expires_at,
  };
}
