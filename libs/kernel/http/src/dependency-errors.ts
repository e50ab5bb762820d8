import { isError } from './is-error.js';

const networkCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'DEPENDENCY_DOWN',
]);

/**
 * PostgreSQL (appendix A of its manual): 08 connection, 53 resources, 57P0x shutdown and start-up, 57014 statement timeout, 25P03
 * idle transaction ended, 40001 and 40P01 serialization and deadlock, 25006 a standby that was just demoted, 55P03 lock timeout.
 */
const sqlState = /^(08\w{3}|53\w{3}|57P0[1-5]|57014|25P03|25006|40001|40P01|55P03)$/;

/** Texts of pg and ioredis for which they have no code. */
const texts = [
  'Connection terminated',
  'timeout exceeded when trying to connect',
  'Client has encountered a connection error and is not queryable',
  'Client was closed and is not queryable',
  'Cannot use a pool after calling end on the pool',
  'Connection is closed',
  'Reached the max retries per request limit',
];

/** Whether an error says that PostgreSQL, Redis or another dependency could not be reached or was overloaded: try again later. */
export function isDependencyDown(error: unknown, depth = 0): boolean {
  if (!isError(error) || depth > 4) return false;
  const { code, driverError } = error as { code?: unknown; driverError?: unknown };
  if (typeof code === 'string' && (networkCodes.has(code) || sqlState.test(code))) return true;
  if (texts.some((text) => error.message.startsWith(text))) return true;
  const { errors } = error as { errors?: unknown };
  if (Array.isArray(errors) && errors.some((part) => isDependencyDown(part, depth + 1))) return true;
  return isDependencyDown(driverError, depth + 1) || isDependencyDown(error.cause, depth + 1);
}
