import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';

import { describeWithRedis } from './describe-with-redis.js';
import { startRedis } from './redis-server.js';

describeWithRedis('a Redis of a test’s own', (redis) => {
  it('is empty and takes commands', async () => {
    const client = new Redis(redis().url);
    expect(await client.dbsize()).toBe(0);
    await client.set('key', 'value');
    expect(await client.get('key')).toBe('value');
    await client.quit();
  });

  it('forgets everything when killed, and comes back on the same port', async () => {
    const other = await startRedis();
    const before = new Redis(other.url);
    await before.set('key', 'value');
    await before.quit();
    await other.kill();
    await other.restart();
    const after = new Redis(other.url);
    expect(await after.get('key')).toBeNull();
    await after.quit();
    await other.stop();
    await other.stop();
  });
});
