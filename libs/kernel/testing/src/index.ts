/** What tests share: databases of the run's cluster, waiting for a condition, given/when/then for deciders. Never in production code. */
export { eventually } from './eventually.js';
export { given, testActor, testNow, type Outcome } from './given.js';
export { createTestDatabase, type TestDatabase } from './test-database.js';
