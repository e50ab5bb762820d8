import { LRUCache } from 'lru-cache';
import { RE2JS } from 're2js';

const compiled = new LRUCache<string, RE2JS>({ max: 500 });

/** A pattern of a suite, in time that grows with the text alone. Throws for what RE2 does not read. */
export function patternOf(text: string): RE2JS {
  let found = compiled.get(text);
  if (!found) {
    found = RE2JS.compile(text, RE2JS.MULTILINE);
    compiled.set(text, found);
  }
  return found;
}

/** Longest text that is judged; what comes behind it cannot make an answer right. */
const MOST = 65_536;

/** What a model says after it has thought aloud. */
export function spoken(answer: string): string {
  const text = answer.slice(0, MOST);
  const end = text.lastIndexOf('</think>');
  return (end < 0 ? text : text.slice(end + '</think>'.length)).trim();
}

/** The last match of the pattern (its first group, where it has one), as answers give their result at the end; the text where none matches. */
export function extracted(text: string, pattern: string | undefined): string {
  if (pattern === undefined) return text;
  const matcher = patternOf(pattern).matcher(text);
  let last: string | undefined;
  while (matcher.find()) last = (matcher.groupCount() > 0 ? matcher.group(1) : matcher.group()) ?? last;
  return (last ?? text).trim();
}

/** Text as it is compared: one form of each character, single spaces. */
export function normalised(
  text: string,
  { ignoreCase, ignorePunctuation }: { ignoreCase: boolean; ignorePunctuation: boolean },
): string {
  let read = text.normalize('NFKC');
  if (ignoreCase) read = read.toLowerCase();
  if (ignorePunctuation) read = read.replace(/[\p{P}\p{S}]/gu, ' ');
  return read.replace(/\s+/gu, ' ').trim();
}
