import pg from 'pg';

import { EmbeddedError } from './embedded-error.js';

export const OWNER = 'doyak_owner';
export const APPLICATION_LOGIN = 'doyak_api';
export const APPLICATION_GROUP = 'doyak_app';
export const DATABASE = 'doyak';

/** SQLSTATE invalid_password. */
const WRONG_PASSWORD = '28P01';

export function connectionUrl(options: {
  user: string;
  password: string;
  port: number;
  database: string;
}): string {
  const { user, password, port, database } = options;
  return `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`;
}

/**
 * Makes the database `doyak`, the group role that migrations grant rights to, and the application's login in that group.
 * Repeating it changes nothing but the login's password. Throws `SECRET_MISMATCH`.
 */
export async function bootstrap(options: {
  ownerPassword: string;
  appPassword: string;
  port: number;
  secretsFolder: string;
}): Promise<void> {
  const client = new pg.Client(
    connectionUrl({ user: OWNER, password: options.ownerPassword, port: options.port, database: 'postgres' }),
  );
  await client.connect().catch((error: Error & { code?: string }) => {
    if (error.code !== WRONG_PASSWORD) throw error;
    throw new EmbeddedError(
      'SECRET_MISMATCH',
      `The password in ${options.secretsFolder}/postgres-owner does not belong to this data: restore the right file, or remove it and a new password is set.`,
      { cause: error },
    );
  });
  try {
    const { rows } = await client.query<{ name: string }>(
      'select rolname as name from pg_roles where rolname = any($1) union all select datname from pg_database where datname = $2',
      [[APPLICATION_GROUP, APPLICATION_LOGIN], DATABASE],
    );
    const existing = new Set(rows.map((row) => row.name));
    const password = client.escapeLiteral(options.appPassword);
    if (!existing.has(APPLICATION_GROUP)) await client.query(`create role ${APPLICATION_GROUP} nologin`);
    if (!existing.has(APPLICATION_LOGIN))
      await client.query(`create role ${APPLICATION_LOGIN} login nosuperuser nocreatedb nocreaterole`);
    await client.query(`alter role ${APPLICATION_LOGIN} password ${password}`);
    await client.query(`grant ${APPLICATION_GROUP} to ${APPLICATION_LOGIN}`);
    if (!existing.has(DATABASE)) await client.query(`create database ${DATABASE} owner ${OWNER}`);
    await client.query(`revoke all on database ${DATABASE} from public`);
    await client.query(`grant connect on database ${DATABASE} to ${APPLICATION_GROUP}`);
  } finally {
    await client.end();
  }
}
