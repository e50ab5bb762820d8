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

  it('takes S3 storage with both parts of a key or none', () => {
    expect(loadConfig({}).documentsS3).toBeUndefined();
    expect(loadConfig({ DOCUMENTS_S3_BUCKET: 'papers' }).documentsS3).toMatchObject({
      bucket: 'papers',
      credentials: undefined,
    });
    expect(() => loadConfig({ DOCUMENTS_S3_ACCESS_KEY_ID: 'id' })).toThrow('DOCUMENTS_S3_SECRET_ACCESS_KEY');
  });
});
