import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

import { endChildren, gone, kill, query, startInChild, temporaryFolder } from './embedded.test-support.js';
import { isAlive } from './processes.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './start-embedded-postgres.js';

// Making a cluster takes a second on an idle machine, and half a minute on a crowded one.
jest.setTimeout(180_000);

describe('what a killed Doyak leaves behind', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let home: string;
  const running: EmbeddedPostgres[] = [];
  const start = async (): Promise<EmbeddedPostgres> => {
    const started = await startEmbeddedPostgres({ home, durable: false });
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

  it('an orphaned server is stopped and its data kept', async () => {
    const { child, pid, ownerUrl } = await startInChild({ home, durable: false });
    await query(ownerUrl, 'create table kept as select 42 as answer');
    await kill(child);
    expect(isAlive(pid)).toBe(true);
    const next = await start();
    expect(isAlive(pid)).toBe(false);
    expect(next.pid).not.toBe(pid);
    expect(await query(next.ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('a killed server is recovered', async () => {
    const { child, pid, ownerUrl } = await startInChild({ home, durable: false });
    await query(ownerUrl, 'create table kept as select 42 as answer');
    await kill(child);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    expect(await query((await start()).ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
  });

  it('a process id that another program uses by now is not mistaken for the server', async () => {
    const { child, pid, ownerUrl } = await startInChild({ home, durable: false });
    await query(ownerUrl, 'create table kept as select 42 as answer');
    await kill(child);
    process.kill(pid, 'SIGKILL');
    await gone(pid);
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore' });
    const noted = join(home, 'postgres', 'data', 'postmaster.pid');
    const [, ...rest] = readFileSync(noted, 'utf8').split('\n');
    writeFileSync(noted, [String(stranger.pid), ...rest].join('\n'));
    expect(await query((await start()).ownerUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
    expect(isAlive(stranger.pid as number)).toBe(true);
    stranger.kill('SIGKILL');
  });

  it('two Doyaks do not share a home', async () => {
    const first = await start();
    await expect(startInChild({ home, durable: false })).rejects.toMatchObject({
      code: 'HOME_IN_USE',
      message: expect.stringContaining(String(process.pid)),
    });
    await expect(start()).rejects.toMatchObject({ code: 'HOME_IN_USE' });
    expect(await query(first.ownerUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await first.stop();
    await start();
  });

  it.each([
    [
      'of a process id that is used by a younger process',
      JSON.stringify({ pid: process.ppid, token: 'another start' }),
    ],
    ['of no process', JSON.stringify({ pid: 99_999_999, token: 'gone' })],
    ['that was cut off', '{"pid":'],
  ])('a lock %s is taken over', async (_case, content) => {
    await (await start()).stop();
    writeFileSync(join(home, 'doyak.lock'), content);
    await start();
  });

  it('an ephemeral cluster is swept by the next one', async () => {
    const { child, pid, ownerUrl } = await startInChild({ ephemeral: true, durable: false });
    const [row] = await query<{ data: string }>(ownerUrl, `select current_setting('data_directory') as data`);
    await kill(child);
    expect(isAlive(pid)).toBe(true);
    const next = await startEmbeddedPostgres({ ephemeral: true, durable: false });
    running.push(next);
    expect(isAlive(pid)).toBe(false);
    expect(() => readFileSync(join(row?.data ?? '', 'PG_VERSION'))).toThrow('ENOENT');
  });

  it('a process that ends without stop() takes its server along', async () => {
    const { child, pid } = await startInChild({ home, durable: false }, { exitAtOnce: true });
    await gone(child.pid as number);
    await gone(pid);
    await start();
  });
});
