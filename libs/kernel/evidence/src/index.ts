/**
 * Evidence: bundles that prove what stands in the log, written as they are read from it and verified offline (docs/evidence.md). No framework,
 * no database, no network.
 */
export { type CheckedEntries, checkEntries } from './check-entries.js';
export { checkHere, checkOnThreads, type EntriesChecker } from './entries-checker.js';
export {
  ENTRIES_PER_LINE,
  FORMAT,
  type EventRecord,
  type EvidenceRecord,
  type Header,
  type ReceiptRecord,
} from './records.js';
export type { EvidenceFault, Finding, ProvenDocument, ProvenReceipt, Verdict } from './verdict.js';
export { type KnownCheckpoint, verifyEvidence, type VerifyOptions } from './verify-evidence.js';
export { entriesRecord, type StoredEntry, writeEvidence } from './write-evidence.js';
