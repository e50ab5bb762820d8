/** What one document may cost. */
export const TEXT_LIMITS = {
  /** Of the document as it was sent. */
  bytes: 64 * 1024 * 1024,
  pages: 2_000,
  /** Of text; what comes after is left out. */
  characters: 1_000_000,
  /** Of XML unpacked from an office document: a small file can unpack to gigabytes. */
  unpackedBytes: 64 * 1024 * 1024,
  entries: 10_000,
  timeMs: 60_000,
  /** Heap of the thread, and how much the whole process may grow meanwhile (MiB). */
  heapMiB: 384,
  growthMiB: 1_024,
} as const;

/** Why a document has no text here. Hostile and broken ones are `UNREADABLE`, `TOO_LARGE` or `TOO_LONG`, never an error of the check. */
export type NoText =
  'LOST' | 'UNREADABLE' | 'ENCRYPTED' | 'TOO_LARGE' | 'TOO_LONG' | 'TYPE_UNKNOWN' | 'NO_TEXT';

export interface Text {
  readonly text: string;
  /** Pages, slides or sections that were read. */
  readonly pages: number;
  /** More than the limits allow was left out. */
  readonly truncated: boolean;
}

export type Extracted = Text | { readonly fault: NoText };

/** A document that cannot be read, for a reason that a person understands. */
export class NotReadable extends Error {
  override readonly name = 'NotReadable';

  constructor(readonly fault: NoText) {
    super(fault);
  }
}
