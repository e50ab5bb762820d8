/**
 * A real PostgreSQL server inside Doyak, for machines without one: its programs come as an npm package, its data lies in one folder.
 */
export { EmbeddedError, type EmbeddedErrorCode } from './embedded-error.js';
export {
  startEmbeddedPostgres,
  type EmbeddedOptions,
  type EmbeddedPostgres,
} from './start-embedded-postgres.js';
