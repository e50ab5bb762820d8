import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FaultCluster } from './cluster.js';
import { redisAvailable } from '../../libs/kernel/testing/src/redis-server.js';
import { faults } from './faults.js';

/** Small counts for `npm test`; `npm run faults -- <name> --times N` strikes as often as one likes. */
const times: Readonly<Record<string, number>> = {
  kill: 3,
  'leader-killed': 2,
  'leader-frozen': 2,
  'postgres-restart': 2,
  schedules: 6,
  'review-kill': 2,
  'review-parts': 1,
  'review-flushall': 200,
  'review-redis-away': 2,
};

describe('The store holds when', () => {
  let cluster: FaultCluster;
  beforeAll(async () => {
    cluster = await FaultCluster.start();
  }, 60_000);
  afterAll(() => cluster.stop());

  const onRedis = ['review-parts', 'review-flushall', 'review-redis-away'];
  // Workers that start again and again take minutes: `npm run faults -- webhooks`, and so with the others.
  const tooLong = ['webhooks', 'poc-kill', 'payment-kill'];
  const here = faults.filter(
    ({ name }) => !tooLong.includes(name) && (redisAvailable() || !onRedis.includes(name)),
  );

  it.each(here.map((fault) => [fault.name, fault] as const))(
    '%s',
    async (name, fault) => {
      const facts = await fault.run({ cluster, times: times[name] });
      expect(Object.keys(facts).length).toBeGreaterThan(0);
    },
    180_000,
  );
});
