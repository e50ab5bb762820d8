/**
 * One problem of a definition. `code` is stable (docs/programs/reference.md lists all), `pointer` an RFC 6901 JSON pointer
 * into the definition, `line` and `column` count from 1 in the text that was checked.
 */
export interface Problem {
  readonly code: string;
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A problem before its place in the text is known. */
export interface Found {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
  /** For an expression: offset of the fault inside the text at `path`. */
  readonly offset?: number;
}

export function pointerOf(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** Steps of a JSON pointer; digits are indexes. */
export function stepsOf(pointer: string): (string | number)[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => (/^\d+$/.test(step) ? Number(step) : step.replaceAll('~1', '/').replaceAll('~0', '~')));
}
