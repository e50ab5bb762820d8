import canonicalizeModule from 'canonicalize';

/** The package's types describe a default export that its CommonJS build does not have. */
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string;

/** Nesting beyond which a value is refused: no event is so deep, and a recursive reader must not run out of stack. */
const MAX_DEPTH = 200;

const utf8 = new TextEncoder();

/**
 * Canonical JSON (RFC 8785) as UTF-8 bytes: what is hashed wherever a value is committed to. Properties that are undefined are left out,
 * as JSON does. Throws TypeError for what has no canonical form, which the `canonicalize` package lets pass in part: NaN and infinities,
 * lone surrogates, undefined in arrays, functions, symbols, bigints, and nesting beyond 200.
 */
export function canonicalBytes(value: unknown): Uint8Array {
  return utf8.encode(canonicalText(value));
}

/** The same as a string. */
export function canonicalText(value: unknown): string {
  refuseWhatIsNotJson(value, 0);
  return canonicalize(value);
}

/** True for a string whose surrogates are all paired, so that it has a UTF-8 form. */
export function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/.test(text) || !/\p{Surrogate}/u.test(text);
}

function refuseWhatIsNotJson(value: unknown, depth: number): void {
  switch (typeof value) {
    case 'string':
      if (!isWellFormed(value)) throw new TypeError('a string with a lone surrogate has no canonical form');
      return;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`);
      return;
    case 'boolean':
      return;
    case 'object':
      break;
    default:
      throw new TypeError(`a value of type ${typeof value} has no canonical form`);
  }
  if (value === null) return;
  if (depth >= MAX_DEPTH) throw new TypeError(`a value nested deeper than ${MAX_DEPTH} is not written`);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) refuseWhatIsNotJson(value[i], depth + 1);
  } else if (typeof (value as { toJSON?: unknown }).toJSON === 'function') {
    refuseWhatIsNotJson((value as { toJSON(): unknown }).toJSON(), depth + 1);
  } else {
    for (const key of Object.keys(value)) {
      if (!isWellFormed(key)) throw new TypeError('a name with a lone surrogate has no canonical form');
      const property = (value as Record<string, unknown>)[key];
      if (property !== undefined) refuseWhatIsNotJson(property, depth + 1);
    }
  }
}
