import { Problem } from './problems.js';

const MAX_DEPTH = 32;
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const forbiddenNames = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Parses a body as I-JSON (RFC 7493): UTF-8, no duplicate names, no lone surrogates, no number that a double cannot hold; besides,
 * no NUL (PostgreSQL cannot store it), no name that could reach a prototype, at most 32 levels. Throws the 400 problem.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw malformed('not valid UTF-8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw malformed(positionOf(error));
  }
  scan(text);
  return value;
}

/** V8's message quotes the input; only the position is safe to repeat. */
function positionOf(error: unknown): string {
  const position = /position (\d+)/.exec((error as Error).message)?.[1];
  return position ? `syntax error at character ${position}` : 'syntax error';
}

interface Level {
  /** Names seen; null inside an array. */
  readonly names: Set<string> | null;
  /** Where the level stands, for the pointer. */
  at: string | number;
}

/** Looks at what `JSON.parse` lets pass. `text` is known to be valid JSON, so every quote begins a string. */
function scan(text: string): void {
  const levels: Level[] = [];
  const pointer = () =>
    levels.map(({ at }) => `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  let expectName = false;
  for (let index = 0; index < text.length; index += 1) {
    const char = text.charAt(index);
    const level = levels.at(-1);
    if (char === '{' || char === '[') {
      if (levels.length >= MAX_DEPTH) throw malformed(`nested deeper than ${MAX_DEPTH} levels`);
      levels.push(char === '{' ? { names: new Set(), at: '' } : { names: null, at: 0 });
      expectName = char === '{';
    } else if (char === '}' || char === ']') {
      levels.pop();
      expectName = false;
    } else if (char === ',') {
      expectName = level?.names != null;
      if (level && typeof level.at === 'number') level.at += 1;
    } else if (char === '"') {
      const end = endOfString(text, index);
      const string = JSON.parse(text.slice(index, end + 1)) as string;
      index = end;
      if (string.includes('\0') || !isWellFormed(string)) {
        throw malformed('a string holds NUL or a lone surrogate', pointer());
      }
      if (expectName && level?.names) {
        if (forbiddenNames.has(string)) throw malformed(`the name "${string}" is not allowed`, pointer());
        level.at = string;
        if (level.names.has(string)) throw malformed('a name occurs twice in one object', pointer());
        level.names.add(string);
        expectName = false;
      }
    } else if (char === '-' || (char >= '0' && char <= '9')) {
      const [token] = /^-?\d+(\.\d+)?([eE][+-]?\d+)?/.exec(text.slice(index, index + 400)) ?? [char];
      if (!fitsDouble(token)) throw malformed('a number is out of range', pointer());
      index += token.length - 1;
    }
  }
}

function endOfString(text: string, start: number): number {
  let end = start + 1;
  while (text.charAt(end) !== '"') end += text.charAt(end) === '\\' ? 2 : 1;
  return end;
}

function fitsDouble(token: string): boolean {
  if (token.length > 350) return false;
  const value = Number(token);
  return Number.isFinite(value) && (/[.eE]/.test(token) || Number.isSafeInteger(value));
}

/** `String.prototype.isWellFormed` of ES2024, which Node 20 has and the ES2023 types do not name. */
function isWellFormed(text: string): boolean {
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed();
}

function malformed(detail: string, pointer = ''): Problem {
  return new Problem('MALFORMED_JSON', `The body is not acceptable JSON: ${detail}.`, {
    errors: [{ pointer, code: 'MALFORMED_JSON', detail }],
  });
}
