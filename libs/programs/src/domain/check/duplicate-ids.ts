import type { Path, Report } from './context.js';

/** Ids that tell the members of a list apart, wherever the list stands. A JSON Schema of a form is not looked into. */
export function checkDuplicateIds(value: unknown, report: Report, path: Path = []): void {
  if (Array.isArray(value)) {
    for (const key of ['id', 'code']) {
      const seen = new Set<unknown>();
      for (const [index, item] of value.entries()) {
        const name = (item as Record<string, unknown> | null)?.[key];
        if (typeof name !== 'string') continue;
        if (seen.has(name))
          report('DUPLICATE_ID', [...path, index, key], `"${name}" is already the ${key} of another`);
        seen.add(name);
      }
    }
    for (const [index, item] of value.entries()) checkDuplicateIds(item, report, [...path, index]);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key !== 'form') checkDuplicateIds(item, report, [...path, key]);
    }
  }
}
