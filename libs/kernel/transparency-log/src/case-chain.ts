import { toBase64 } from './bytes.js';
import { failed, type Failed, type Fault } from './checked.js';
import { decodeLeaf, type LeafEnvelope } from './event-leaf.js';
import { leafHash } from './tree-hash.js';

export interface CaseLeaf {
  /** Place in the log. */
  readonly index: number;
  /** Stored entry bytes. */
  readonly entry: Uint8Array;
}

export interface CaseChain {
  readonly caseId: string | undefined;
  readonly leaves: readonly LeafEnvelope[];
}

export interface CaseChainOptions {
  readonly caseId?: string;
  /** Events that the case is known to have, from a source that is trusted: without it, events cut off at the end do not show. */
  readonly length?: number;
}

/** As for other checks, and at which of the given leaves, from 0, the chain breaks. */
export type ChainFault = Failed & { readonly position: number };

/**
 * Checks that these are all events of one case, in order, from its first: the case sequence is 1, 2, 3, …, each leaf names the hash of
 * the one before, log indexes rise, and versions within each stream rise by one from where they start. What it cannot know
 * is whether later events exist: see `length`. That each leaf is in the log is shown by its inclusion proof, not here.
 */
export function verifyCaseChain(
  leaves: readonly CaseLeaf[],
  options: CaseChainOptions = {},
): { readonly ok: true; readonly value: CaseChain } | ChainFault {
  const decoded: LeafEnvelope[] = [];
  const versions = new Map<string, number>();
  let caseId = options.caseId;
  let previous: string | undefined;
  let lastIndex = -1;
  for (const [position, { index, entry }] of leaves.entries()) {
    const read = decodeLeaf(entry);
    if (!read.ok) return { ...read, position };
    const leaf = read.value;
    caseId ??= leaf.case;
    if (leaf.case === undefined || leaf.case !== caseId)
      return broken('other-case', position, `entry ${index} is not of case ${caseId}`);
    if (leaf.caseSequence !== position + 1) {
      return broken(
        'sequence-gap',
        position,
        `event ${position + 1} of the case is missing: entry ${index} is its event ${leaf.caseSequence}`,
      );
    }
    if (leaf.casePrevious !== previous)
      return broken('broken-link', position, `entry ${index} does not follow the event given before it`);
    if (!Number.isSafeInteger(index) || index <= lastIndex)
      return broken('out-of-order', position, `entry ${index} is not after entry ${lastIndex}`);
    const version = versions.get(leaf.stream);
    if (version !== undefined && leaf.streamVersion !== version + 1) {
      return broken(
        'stream-gap',
        position,
        `entry ${index} is version ${leaf.streamVersion} of ${leaf.stream}, after version ${version}`,
      );
    }
    versions.set(leaf.stream, leaf.streamVersion);
    previous = toBase64(leafHash(entry));
    lastIndex = index;
    decoded.push(leaf);
  }
  const { length = decoded.length } = options;
  if (decoded.length !== length)
    return broken(
      'chain-cut-off',
      decoded.length,
      `${decoded.length} events are given, the case has ${length}`,
    );
  return { ok: true, value: { caseId, leaves: decoded } };
}

function broken(fault: Fault, position: number, detail: string): ChainFault {
  return { ...failed(fault, detail), position };
}
