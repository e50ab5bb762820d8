import { types } from 'node:util';

/** `instanceof Error` is false for errors of another realm, such as Node's own inside a test runner or a `vm` context. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}
