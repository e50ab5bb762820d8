import type { z } from 'zod';
import type { Found } from './problem.js';

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** What the schema finds, in the words of the checker. */
export function schemaProblems(issues: readonly Issue[], value: unknown): Found[] {
  return issues.flatMap((issue) => translate(issue, issue.path as Path, value));
}

function translate(issue: Issue, path: Path, value: unknown): Found[] {
  const found = (code: string, message: string = issue.message): Found[] => [{ code, path, message }];
  switch (issue.code) {
    case 'invalid_type':
    case 'invalid_value':
      if (at(value, path) === undefined) {
        const name = String(path.at(-1));
        return isTranslation(path, value)
          ? found('MISSING_TRANSLATION', `There is no text in "${name}"`)
          : found('MISSING_FIELD', `"${name}" is missing`);
      }
      return found(issue.code === 'invalid_type' ? 'WRONG_TYPE' : 'WRONG_VALUE');
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        code: 'UNKNOWN_FIELD',
        path: [...path, key],
        message: `There is no field "${key}" here`,
      }));
    case 'invalid_union': {
      if (issue.errors.length === 0) {
        const kind = String(at(value, path));
        if (path.at(-1) === 'kind') return found('UNKNOWN_STAGE_KIND', `There is no stage kind "${kind}"`);
        if (at(value, path) === undefined)
          return found('MISSING_FIELD', `"${String(path.at(-1))}" is missing`);
        return found('WRONG_VALUE');
      }
      const best = [...issue.errors].sort((a, b) => distance(a) - distance(b))[0] ?? [];
      return best.flatMap((inner) => translate(inner, [...path, ...(inner.path as Path)], value));
    }
    case 'too_small':
    case 'too_big':
      if (isTranslation(path, value))
        return found('MISSING_TRANSLATION', `The text in "${String(path.at(-1))}" is empty`);
      return found('OUT_OF_RANGE');
    case 'invalid_format':
      return found('WRONG_FORMAT');
    case 'invalid_key':
      return found('WRONG_FORMAT', `"${String(path.at(-1))}" is not a valid name`);
    default:
      return found('WRONG_VALUE');
  }
}

/** How far a value is from one branch of a union: a branch whose own keys fit is nearer than one it shares no key with. */
function distance(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => {
    if (issue.code === 'unrecognized_keys' && issue.path.length === 0) return sum + 100;
    return sum + (issue.path.length <= 1 && issue.code === 'invalid_type' ? 50 : 1);
  }, 0);
}

function at(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, step)) return undefined;
    current = (current as Record<string | number, unknown>)[step];
  }
  return current;
}

function isTranslation(path: Path, value: unknown): boolean {
  const last = path.at(-1);
  if (last !== 'ko' && last !== 'en') return false;
  const parent = at(value, path.slice(0, -1));
  return typeof parent === 'object' && parent !== null;
}
