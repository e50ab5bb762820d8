/** What tests share: databases of the run's cluster, waiting for a condition, given/when/then for deciders. Never in production code. */
export { eventually } from './eventually.js';
export { given, testActor, testNow, type Outcome } from './given.js';
export { describeWhereRedisIs, describeWithRedis } from './describe-with-redis.js';
export {
  createTestDatabase,
  type DatabaseTemplate,
  templateFolder,
  type TestDatabase,
} from './test-database.js';
export { queueLanes, startQueueLane, type QueueLane, type QueueLaneName } from './queue-lane.js';
export { redisAvailable, startRedis, type TestRedis } from './redis-server.js';
export { openTestStore, type TestStore } from './test-store.js';
export { box, boxEvents, type BoxCommand, type BoxEvent, type BoxState } from './box.js';
