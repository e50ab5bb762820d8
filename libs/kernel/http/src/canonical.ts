import canonicalizeModule from 'canonicalize';

/** CommonJS behind types written for ESM: the default export is the function itself. */
const serialize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

/** Canonical JSON (RFC 8785); empty for undefined. */
export function canonical(value: unknown): string {
  return serialize(value) ?? '';
}
