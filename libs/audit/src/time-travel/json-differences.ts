/** One place at which two states differ; absent on the side where there is nothing. */
export interface Difference {
  /** JSON pointer (RFC 6901); empty for the whole. */
  readonly pointer: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Where two values differ as JSON: member by member, list items by place. Members that are undefined are absent. */
export function jsonDifferences(before: unknown, after: unknown, pointer = ''): Difference[] {
  if (isRecord(before) && isRecord(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
    return names.flatMap((name) =>
      jsonDifferences(
        before[name],
        after[name],
        `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`,
      ),
    );
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, at) =>
      jsonDifferences(before[at], after[at], `${pointer}/${at}`),
    ).flat();
  }
  if (Object.is(before, after)) return [];
  return [
    {
      pointer,
      ...(before === undefined ? {} : { before }),
      ...(after === undefined ? {} : { after }),
    },
  ];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
