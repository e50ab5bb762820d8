import { z } from 'zod';

/** First line of every bundle; a change that an older verifier would read wrongly gets another number (docs/evidence.md). */
export const FORMAT = 'doyak-evidence/1';

/** Bytes of one line, at most: one event and its payload fit many times over. */
export const MAX_LINE = 64 * 1024 * 1024;

/** Entries that are written to one line of a log's bundle: lines of some 100 KB, since larger strings cost far more to make than to read. */
export const ENTRIES_PER_LINE = 64;

const base64 = z.string().regex(/^[A-Za-z0-9+/]*={0,2}$/);
const count = z.int().min(0);

/** What a bundle is about. */
export const header = z.strictObject({
  format: z.literal(FORMAT),
  kind: z.enum(['case', 'log']),
  origin: z.string(),
  caseId: z.string().optional(),
  /** When it was made, as its maker says. */
  madeAt: z.string(),
  /** Events of the case that the checkpoint does not cover yet. */
  later: count.optional(),
});

/** The signed note with cosignatures. */
const checkpoint = z.strictObject({ record: z.literal('checkpoint'), note: z.string() });

/** Keys as the maker of the bundle knows them; whoever has them by a better way gives them to the verifier. */
const keys = z.strictObject({
  record: z.literal('keys'),
  log: z.array(
    z.strictObject({ verifierKey: z.string(), validFrom: z.string(), validUntil: z.string().nullable() }),
  ),
  witnesses: z.array(z.string()),
});

/** That the checkpoint continues an older one of `from` events. */
const consistency = z.strictObject({ record: z.literal('consistency'), from: count, proof: z.array(base64) });

/** An event, with its proof that it is in the log. */
const event = z.strictObject({
  record: z.literal('event'),
  /** `case`: of the case, in case order. `program`: the publication of the program's version that the case is under.
   * `key`: the registration of a key with which a partner signed a receipt. */
  of: z.enum(['case', 'program', 'key']),
  index: count,
  /** The log entry: canonical JSON, byte for byte. */
  entry: z.string(),
  /** Siblings from the leaf up. */
  proof: z.array(base64),
  /** What the entry's commitment is made of; absent where it was erased or is not given. */
  salt: base64.optional(),
  payload: z.string().optional(),
});

/** What a partner signed when it took the message of an event of the case. */
const receipt = z.strictObject({
  record: z.literal('receipt'),
  /** The event whose message it is: its index. */
  index: count,
  /** Organisation of the partner. */
  organisationId: z.string(),
  /** Raw Ed25519 key, 32 bytes. */
  publicKey: base64,
  /** The signed bytes: canonical JSON of `bodySha256`, `receivedAt`, `webhookId`. */
  signed: base64,
  /** 64 bytes. */
  signature: base64,
  /** The body of the message, as it was sent; absent where it can be made no more. */
  body: z.string().optional(),
});

/** A run of the log's entries. */
export const entries = z.strictObject({
  record: z.literal('entries'),
  /** Index of the first. */
  index: count,
  /** C2SP entry bundle: each with its length as uint16 before it. */
  bundle: base64,
  /** The stored leaf hashes, 32 bytes each: they name the entry that does not fit. */
  hashes: base64,
  /** 16 bytes each; absent with `payloads`. */
  salts: base64.optional(),
  /** Canonical JSON of each payload with its length as uint32 before it; 2^32 - 1 and no bytes: not given. */
  payloads: base64.optional(),
});

/** The last line: that nothing is cut off or altered on the way. It proves nothing against who can make bundles. */
const end = z.strictObject({
  record: z.literal('end'),
  /** Lines before this one. */
  lines: count,
  /** SHA-256, hex, of all bytes before this line. */
  sha256: z.string(),
});

export const record = z.discriminatedUnion('record', [
  checkpoint,
  keys,
  consistency,
  event,
  receipt,
  entries,
  end,
]);

export type Header = z.output<typeof header>;
export type EvidenceRecord = z.output<typeof record>;
export type EventRecord = z.output<typeof event>;
export type ReceiptRecord = z.output<typeof receipt>;
export type EntriesRecord = z.output<typeof entries>;
export type KeysRecord = z.output<typeof keys>;
