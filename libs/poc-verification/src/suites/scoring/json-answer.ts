import { isDeepStrictEqual } from 'node:util';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { LRUCache } from 'lru-cache';
import { patternOf } from './extract.js';

/** Patterns in schemas are RE2's, too; ajv tells them apart by their text. */
const regExp = Object.assign(
  (pattern: string) => ({
    test: (text: string) => patternOf(pattern).matcher(text).find(),
    toString: () => pattern,
  }),
  { code: 'linearPattern' },
);
const compiled = new LRUCache<string, ValidateFunction>({ max: 200 });

/** Throws for what is no JSON Schema. */
export function schemaOf(schema: Record<string, unknown>): ValidateFunction {
  const key = JSON.stringify(schema);
  let found = compiled.get(key);
  if (!found) {
    // One for each: what one schema names is not known to another.
    found = new Ajv2020({ strict: true, logger: false, code: { regExp } }).compile(schema);
    compiled.set(key, found);
  }
  return found;
}

/** The JSON document of an answer: all of it, or what stands in its only fence. */
function documentIn(answer: string): unknown {
  const fenced = /^[^`]*```(?:json)?\s*\n([^`]*)```[^`]*$/u.exec(answer);
  try {
    return JSON.parse(fenced?.[1] ?? answer) as unknown;
  } catch {
    return undefined;
  }
}

export function jsonFits(answer: string, schema: Record<string, unknown>, equals: unknown): boolean {
  const document = documentIn(answer);
  if (document === undefined || schemaOf(schema)(document) !== true) return false;
  return equals === undefined || isDeepStrictEqual(document, equals);
}
