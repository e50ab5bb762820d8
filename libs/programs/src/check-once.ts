import { LRUCache } from 'lru-cache';
import { type Checked, checkProgram } from './domain/check/check-program.js';

/** A large definition takes seconds to check, and what was drafted is published soon after. */
const known = new LRUCache<string, Checked>({ max: 4 });

/** `checkProgram`, remembered for the last few texts. */
export function checkOnce(text: string): Checked {
  const checked = known.get(text) ?? checkProgram(text);
  known.set(text, checked);
  return checked;
}
