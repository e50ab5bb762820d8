import { isSealed, SEALED_PREFIX } from './sealed.js';

/** Every sealed value in a JSON value. */
export function sealedIn(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (isSealed(value)) found.add(value);
  else if (Array.isArray(value)) for (const one of value) sealedIn(one, found);
  else if (isPlain(value)) for (const one of Object.values(value)) sealedIn(one, found);
  return found;
}

/** The same JSON value with each sealed value replaced; parts without any are the same objects. */
export function replaceSealed(value: unknown, by: (token: string) => unknown): unknown {
  if (isSealed(value)) return by(value);
  if (Array.isArray(value)) {
    const made = value.map((one) => replaceSealed(one, by));
    return made.some((one, at) => one !== value[at]) ? made : (value as unknown);
  }
  if (!isPlain(value)) return value;
  const entries = Object.entries(value).map(([name, one]) => [name, replaceSealed(one, by)] as const);
  return entries.some(([name, one]) => one !== value[name]) ? Object.fromEntries(entries) : value;
}

/** Whether a text, anywhere in a JSON value, holds something that looks sealed. */
export function mentionsSealed(value: unknown): boolean {
  if (typeof value === 'string') return value.includes(SEALED_PREFIX);
  if (Array.isArray(value)) return value.some(mentionsSealed);
  return (
    isPlain(value) && Object.entries(value).some(([name, one]) => mentionsSealed(name) || mentionsSealed(one))
  );
}

function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
