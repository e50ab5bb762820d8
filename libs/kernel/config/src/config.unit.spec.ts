import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateSigner } from '@doyak/kernel/transparency-log';
import { describe, expect, it } from '@jest/globals';
import { ConfigError, loadConfig } from './index.js';

describe('loadConfig', () => {
  it('has a default for everything', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', databaseUrl: undefined, demo: true });
    expect(config.home).toMatch(/\.doyak$/);
  });

  it('names every wrong variable at once and repeats no value', () => {
    const read = () =>
      loadConfig({ PORT: '70000', DATABASE_URL: 'mysql://root:hunter2@db/x', LOG_LEVEL: 'loud' });
    expect(read).toThrow(ConfigError);
    try {
      read();
    } catch (error) {
      const { message } = error as Error;
      for (const name of ['PORT', 'DATABASE_URL', 'LOG_LEVEL']) expect(message).toContain(name);
      expect(message).not.toContain('hunter2');
    }
  });

  it('treats an empty variable as unset', () => {
    expect(loadConfig({ REDIS_URL: '', PORT: '' })).toMatchObject({ redisUrl: undefined, port: 3000 });
  });

  it('takes an application login only beside an owner', () => {
    expect(() => loadConfig({ DATABASE_APP_URL: 'postgres://a@b/c' })).toThrow('DATABASE_URL');
  });

  it('keeps accesses to personal data for two years at least', () => {
    expect(loadConfig({})).toMatchObject({ accessLogYears: 2 });
    expect(loadConfig({ ACCESS_LOG_YEARS: '5' })).toMatchObject({ accessLogYears: 5 });
    expect(() => loadConfig({ ACCESS_LOG_YEARS: '1' })).toThrow('ACCESS_LOG_YEARS');
  });

  it('takes S3 storage with both parts of a key or none', () => {
    expect(loadConfig({}).documentsS3).toBeUndefined();
    expect(loadConfig({ DOCUMENTS_S3_BUCKET: 'papers' }).documentsS3).toMatchObject({
      bucket: 'papers',
      credentials: undefined,
    });
    expect(() => loadConfig({ DOCUMENTS_S3_ACCESS_KEY_ID: 'id' })).toThrow('DOCUMENTS_S3_SECRET_ACCESS_KEY');
  });

  it('takes witnesses as verifier keys with the address of each', () => {
    const key = generateSigner('witness.example', 'cosignature/v1').verifierKey;
    const other = generateSigner('other.example', 'cosignature/v1').verifierKey;
    const config = loadConfig({
      LOG_WITNESSES: `${key} https://witness.example/api/ ; ${other} http://127.0.0.1:8080`,
      LOG_WITNESS_QUORUM: '2',
    });
    expect(config.logWitnesses).toEqual([
      { verifierKey: key, url: 'https://witness.example/api' },
      { verifierKey: other, url: 'http://127.0.0.1:8080' },
    ]);
    for (const wrong of [
      key,
      `${key} http://witness.example`,
      `${key} ftp://127.0.0.1`,
      `${key.slice(0, -4)}AAAA https://witness.example`,
      `${generateSigner('log.example').verifierKey} https://log.example`,
      `${key} https://a.example;${key} https://b.example`,
    ])
      expect(() => loadConfig({ LOG_WITNESSES: wrong })).toThrow('LOG_WITNESSES');
    expect(() => loadConfig({ LOG_WITNESS_QUORUM: '1' })).toThrow('LOG_WITNESS_QUORUM');
  });

  it('takes the key of the register from a file, and refuses two keys, none, or a file that is not there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'doyak-config-'));
    const file = join(folder, 'key');
    writeFileSync(file, 'service-key\n');
    const url = { BUSINESS_REGISTER_URL: 'https://register.example' };
    expect(loadConfig({ ...url, BUSINESS_REGISTER_KEY_FILE: file }).businessRegister).toEqual({
      url: 'https://register.example',
      key: 'service-key',
    });
    for (const more of [
      {},
      { BUSINESS_REGISTER_KEY_FILE: join(folder, 'none') },
      { BUSINESS_REGISTER_KEY_FILE: file, BUSINESS_REGISTER_KEY: 'x' },
    ])
      expect(() => loadConfig({ ...url, ...more })).toThrow('BUSINESS_REGISTER_KEY');
    rmSync(folder, { recursive: true });
  });

  it('knows a cluster of Redis by its seed nodes, and keeps its queues on one slot', () => {
    const nodes = 'redis://a:7000,redis://b:7001';
    expect(loadConfig({ REDIS_URL: nodes, REDIS_CLUSTER: 'true' })).toMatchObject({
      ...{ redisUrl: nodes, redisCluster: true, queuePrefix: '{doyak}' },
    });
    expect(() => loadConfig({ REDIS_URL: nodes })).toThrow('REDIS_CLUSTER');
    expect(() => loadConfig({ REDIS_URL: 'redis://a,http://b', REDIS_CLUSTER: 'true' })).toThrow('REDIS_URL');
    expect(() => loadConfig({ REDIS_URL: nodes, REDIS_CLUSTER: 'true', QUEUE_PREFIX: 'plain' })).toThrow(
      'QUEUE_PREFIX',
    );
  });
});
