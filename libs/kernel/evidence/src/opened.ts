import type { VerifiedCheckpoint } from '@doyak/kernel/transparency-log';
import type { EntriesChecker } from './entries-checker.js';
import type { Lines } from './read-lines.js';
import { type EvidenceRecord, type Header, type KeysRecord, record } from './records.js';
import type { EvidenceFault, Finding } from './verdict.js';

/** What both kinds of bundle are verified with. */
export interface Opened {
  readonly header: Header;
  readonly keys: KeysRecord;
  readonly signed: VerifiedCheckpoint;
  /** Checkpoints of the reader, verified. */
  readonly known: readonly { readonly name: string; readonly size: number; readonly root: Uint8Array }[];
  readonly lines: Lines;
  readonly rest: AsyncIterator<Uint8Array>;
  readonly checker: EntriesChecker;
}

/** Ends a verification at what makes everything after it meaningless. */
export class Broken extends Error {
  constructor(readonly finding: Finding) {
    super(finding.detail);
  }
}

export function broken(
  fault: EvidenceFault,
  detail: string,
  where: Omit<Finding, 'fault' | 'detail'> = {},
): Broken {
  return new Broken({ fault, detail, ...where });
}

/** Undefined for a line that is no JSON. */
export function json(line: Uint8Array | undefined): unknown {
  try {
    return line && JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line));
  } catch {
    return undefined;
  }
}

/** Undefined for a line that is no record. */
export function parseRecord(line: Uint8Array | undefined): EvidenceRecord | undefined {
  const { success, data } = record.safeParse(json(line));
  return success ? data : undefined;
}

/** Checks the last line against what came before it, and that nothing follows. */
export async function checkEnd(
  last: EvidenceRecord & { record: 'end' },
  { lines, rest }: Pick<Opened, 'lines' | 'rest'>,
): Promise<void> {
  const before = lines.count - 1;
  const digest = lines.digestBefore();
  if (lines.cutOff || last.lines !== before || last.sha256 !== digest)
    throw broken('file-altered', 'The bundle is not as it was written: its last line says other bytes', {
      line: before + 1,
    });
  if (!(await rest.next()).done)
    throw broken('file-altered', 'Something follows the last line', { line: before + 2 });
}
