import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { endChildren, isRoot, query, startInChild, temporaryFolder } from './embedded.test-support.js';
import { isAlive } from './processes.js';
import {
  startEmbeddedPostgres,
  type EmbeddedOptions,
  type EmbeddedPostgres,
} from './start-embedded-postgres.js';

const mebibyte = 1024 * 1024;

// Making a cluster takes a second on an idle machine, and half a minute on a crowded one.
jest.setTimeout(180_000);

describe('startEmbeddedPostgres', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let home: string;
  const running: EmbeddedPostgres[] = [];

  const start = async (options: Partial<EmbeddedOptions> = {}): Promise<EmbeddedPostgres> => {
    const started = await startEmbeddedPostgres({
      home,
      reachableFolder: join(folder.path, 'reachable'),
      ...options,
    });
    running.push(started);
    return started;
  };

  beforeEach(() => {
    folder = temporaryFolder();
    home = join(folder.path, 'home');
  });
  afterEach(async () => {
    endChildren();
    await Promise.all(running.splice(0).map((started) => started.stop()));
    folder.remove();
  });

  it('keeps data and passwords from one start to the next', async () => {
    const first = await start();
    await query(
      first.ownerUrl,
      'create table kept as select 42 as answer; grant select on kept to doyak_app',
    );
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(await query(second.appUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(new URL(second.ownerUrl).password).toBe(new URL(first.ownerUrl).password);
  });

  it('keeps real data durable and gives the application no more than its login', async () => {
    const { ownerUrl, appUrl } = await start({ durable: undefined });
    const [settings] = await query(
      ownerUrl,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit, current_setting('full_page_writes') as pages,
              current_setting('server_encoding') as encoding, current_setting('password_encryption') as passwords,
              current_setting('listen_addresses') as addresses, current_setting('unix_socket_directories') as sockets,
              (select datcollate from pg_database where datname = 'doyak') as collation`,
    );
    expect(settings).toEqual({
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      encoding: 'UTF8',
      passwords: 'scram-sha-256',
      addresses: '127.0.0.1',
      sockets: '',
      collation: 'C',
    });
    await expect(query(appUrl, 'create database other')).rejects.toThrow('permission denied');
    await expect(query(appUrl.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  it('keeps the passwords from other users of the machine', async () => {
    await start();
    for (const name of ['postgres-owner', 'postgres-app']) {
      expect(statSync(join(home, 'secrets', name)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(home, 'secrets')).mode & 0o777).toBe(0o700);
    expect(statSync(home).mode & 0o077).toBe(isRoot ? 0o011 : 0);
  });

  it('sets a new owner password when the file got lost, and says so when it is a wrong one', async () => {
    const first = await start();
    await query(first.ownerUrl, 'create table kept as select 42 as answer');
    await first.stop();
    const path = join(home, 'secrets', 'postgres-owner');
    writeFileSync(path, 'not-the-password\n');
    await expect(start()).rejects.toMatchObject({
      code: 'SECRET_MISMATCH',
      message: expect.stringContaining(path),
    });
    writeFileSync(path, '');
    const second = await start();
    expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('says that the asked port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    await expect(start({ port })).rejects.toMatchObject({
      code: 'PORT_IN_USE',
      message: expect.stringContaining(String(port)),
    });
    await new Promise((resolve) => other.close(resolve));
    expect((await start({ port })).port).toBe(port);
  });

  it('refuses data of another PostgreSQL major version and leaves it alone', async () => {
    await (await start()).stop();
    const data = join(home, 'postgres', 'data');
    writeFileSync(join(data, 'PG_VERSION'), '15\n');
    await expect(start()).rejects.toMatchObject({
      code: 'DATA_OF_OTHER_VERSION',
      message: expect.stringContaining('PostgreSQL 15'),
    });
    expect(existsSync(join(data, 'global'))).toBe(true);
    writeFileSync(join(data, 'PG_VERSION'), '18\n');
    await start();
  });

  it('refuses a data folder that holds something else', async () => {
    const data = join(home, 'postgres', 'data');
    mkdirSync(data, { recursive: true });
    writeFileSync(join(data, 'notes.txt'), 'mine');
    await expect(start()).rejects.toMatchObject({ code: 'DATA_DAMAGED' });
    expect(readFileSync(join(data, 'notes.txt'), 'utf8')).toBe('mine');
  });

  it('starts over where the first start was broken off half-way', async () => {
    mkdirSync(join(home, 'postgres', 'initialising', 'base'), { recursive: true });
    writeFileSync(join(home, 'postgres', 'initialising', 'PG_VERSION'), '18\n');
    expect(await query((await start()).ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('says when the home cannot be made', async () => {
    writeFileSync(join(folder.path, 'file'), '');
    await expect(start({ home: join(folder.path, 'file', 'home') })).rejects.toMatchObject({
      code: 'HOME_NOT_WRITABLE',
    });
    await expect(start({ home: join(folder.path, 'file') })).rejects.toMatchObject({
      code: 'HOME_NOT_WRITABLE',
    });
  });

  it('says when this user has no rights to the home', async () => {
    const closed = join(folder.path, 'closed');
    mkdirSync(closed, { mode: 0o555 });
    // Rights do not bind root: there another user tries.
    await expect(
      startInChild({ home: join(closed, 'home') }, { uid: isRoot ? 65_534 : undefined }),
    ).rejects.toMatchObject({
      code: 'HOME_NOT_WRITABLE',
      message: expect.stringContaining('DOYAK_HOME'),
    });
  });

  it('works in a folder that is closed to others, also for root', async () => {
    const closed = join(folder.path, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const first = await start({ home: join(closed, 'home') });
    await query(first.ownerUrl, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await start({ home: join(closed, 'home') });
    expect(await query(second.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('stays small', async () => {
    const { ownerUrl, pid } = await start();
    await query(ownerUrl, 'create table filler as select generate_series(1, 100000) as n');
    const resident = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    expect(Number(resident) * 1024).toBeLessThan(100 * mebibyte);
  });

  it('removes an ephemeral cluster when it stops, and does not mind to be stopped twice', async () => {
    const ephemeral = await startEmbeddedPostgres({ ephemeral: true, durable: false });
    const [row] = await query<{ data: string }>(
      ephemeral.ownerUrl,
      `select current_setting('data_directory') as data`,
    );
    await Promise.all([ephemeral.stop(), ephemeral.stop()]);
    await ephemeral.exited;
    expect(existsSync(row?.data ?? '/')).toBe(false);
  });
});
