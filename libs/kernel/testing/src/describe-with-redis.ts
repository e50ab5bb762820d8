import { afterAll, beforeAll, describe } from '@jest/globals';

import { redisAvailable, startRedis, type TestRedis } from './redis-server.js';

/**
 * A describe block whose tests start Redis servers by themselves. Where redis-server is missing its tests are reported as skipped, by a name that
 * says why; with CI=true that is an error, because there both lanes must run.
 */
export function describeWhereRedisIs(name: string, tests: () => void): void {
  const available = redisAvailable();
  const suite = available ? describe : describe.skip;
  suite(available ? name : `${name} (not run: redis-server is not installed)`, tests);
}

/** A describe block with a Redis of its own, reached by `redis()` inside tests and hooks. See `describeWhereRedisIs`. */
export function describeWithRedis(name: string, tests: (redis: () => TestRedis) => void): void {
  describeWhereRedisIs(name, () => {
    let server: TestRedis | undefined;
    beforeAll(async () => {
      server = await startRedis();
    });
    afterAll(() => server?.stop());
    tests(() => {
      if (!server) throw new Error('Redis is there only inside tests and hooks');
      return server;
    });
  });
}
