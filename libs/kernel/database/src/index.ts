/**
 * PostgreSQL: one pool with the application's rights, transactions, and migrations run with the owner's.
 * Kernel tables live in schema `doyak`, a context's own tables in a schema of its name, read models under `read`.
 */
export { Database } from './database.js';
export { DatabaseModule } from './database.module.js';
export { DatabaseTooNew, migrate } from './migrate.js';
export type { MigrationClass } from './migrate.js';
export { isConnectionFailure } from './failures.js';
