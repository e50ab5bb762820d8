import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Sealer } from '@doyak/kernel/crypto';
import { Database, migrate } from '@doyak/kernel/database';
import { migrations as storeMigrations } from '@doyak/kernel/event-store';
import { createTestDatabase, type TestDatabase } from '@doyak/kernel/testing';
import { decodeProtectedHeader, SignJWT } from 'jose';
import { migrations } from '../index.js';
import { AccessTokens } from './access-tokens.js';
import { SigningKeys } from './signing-keys.js';

const now = new Date('2026-03-02T00:00:00Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const days = (count: number) => count * 86_400;
const claims = {
  personId: '0190a000-0000-7000-8000-00000000000a',
  sessionId: '0190a000-0000-7000-8000-00000000000b',
};

describe('access tokens', () => {
  let testDatabase: TestDatabase;
  let database: Database;
  const process = (masterKey = 1, publicUrl?: string) =>
    new AccessTokens(new SigningKeys(database, new Sealer(Buffer.alloc(32, masterKey))), { publicUrl });

  beforeAll(async () => {
    Logger.overrideLogger(false);
    testDatabase = await createTestDatabase({
      migrate: (url) => migrate(url, [...storeMigrations, ...migrations]),
    });
    database = await Database.open(testDatabase.appUrl, { size: 4 });
  });
  afterAll(async () => {
    await database.close();
    await testDatabase.drop();
  });

  it('of one process are verified by another, for ten minutes', async () => {
    const token = await process().issue(claims, now);
    expect(await process().verify(token, after(599))).toEqual(claims);
    expect(await process().verify(token, after(600))).toBeNull();
  });

  it('of two processes that start at once are signed with one key', async () => {
    const tokens = await Promise.all([process(), process(), process()].map((one) => one.issue(claims, now)));
    expect(new Set(tokens.map((token) => decodeProtectedHeader(token).kid)).size).toBe(1);
  });

  it('are refused when altered, of another installation, of another kind, or signed by somebody else', async () => {
    const tokens = process();
    const token = await tokens.issue(claims, now);
    const [header, payload, signature] = token.split('.') as [string, string, string];
    const other = Buffer.from(
      Buffer.from(payload, 'base64url').toString().replace(claims.personId, claims.sessionId),
    ).toString('base64url');
    expect(await tokens.verify(`${header}.${other}.${signature}`, now)).toBeNull();
    expect(await process(1, 'https://other.test').verify(token, now)).toBeNull();
    const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url');
    expect(await tokens.verify(`${none}.${payload}.`, now)).toBeNull();
    expect(await tokens.verify('not a token', now)).toBeNull();
    const forge = (kid: string, typ: string) =>
      new SignJWT({
        sid: claims.sessionId,
        sub: claims.personId,
        iss: 'urn:doyak',
        aud: 'doyak-api',
        jti: 'x',
      })
        .setProtectedHeader({ alg: 'EdDSA', kid, typ })
        .setIssuedAt(now)
        .setExpirationTime(after(600))
        .sign(generateKeyPairSync('ed25519').privateKey);
    const kid = decodeProtectedHeader(token).kid ?? '';
    expect(await tokens.verify(await forge(kid, 'at+jwt'), now)).toBeNull();
    expect(await tokens.verify(await forge(claims.personId, 'at+jwt'), now)).toBeNull();
    expect(await tokens.verify(await forge("' or 1=1", 'at+jwt'), now)).toBeNull();
  });

  it('are signed with a new key after thirty days; the old one verifies until its tokens are over', async () => {
    const tokens = process();
    const last = await tokens.issue(claims, after(days(30) - 1));
    const next = await tokens.issue(claims, after(days(30)));
    expect(decodeProtectedHeader(next).kid).not.toBe(decodeProtectedHeader(last).kid);
    expect(await tokens.verify(last, after(days(30) + 500))).toEqual(claims);
    expect(await process().verify(last, after(days(30) + 500))).toEqual(claims);
    // A key that retired long ago verifies nothing, whatever the token says.
    const forged = await tokens.issue(claims, after(days(30) + 7_000));
    expect(await tokens.verify(forged, after(days(90)))).toBeNull();
  });

  it('go on with a new key when the master key is lost, and private keys are unreadable without it', async () => {
    const at = after(days(40));
    const before = await process(1).issue(claims, at);
    const since = await process(2).issue(claims, at);
    expect(decodeProtectedHeader(since).kid).not.toBe(decodeProtectedHeader(before).kid);
    expect(await process(2).verify(before, at)).toEqual(claims);
    const { rows } = await database.pool.query<{ sealed_private_key: Buffer }>(
      'select sealed_private_key from identity.signing_keys',
    );
    // RFC 8410: what a PKCS #8 Ed25519 key begins with.
    const plain = Buffer.from('302e020100300506032b6570', 'hex');
    expect(rows.some((row) => row.sealed_private_key.includes(plain))).toBe(false);
  });
});
