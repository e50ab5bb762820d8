import type { Fault, VerifiedSignature } from '@doyak/kernel/transparency-log';

export type EvidenceFault =
  | Fault
  | 'payload-altered'
  /** Of the bundle as a file. */
  | 'file-altered'
  | 'file-cut-off'
  /** Of what was asked of it. */
  | 'checkpoint-not-accepted'
  | 'no-consistency-proof'
  | 'program-not-of-case'
  /** Of receipts of partners. */
  | 'receipt-forged'
  | 'receipt-of-another'
  | 'receipt-body-differs'
  | 'receipt-key-unproven'
  /** Of files beside the bundle. */
  | 'document-missing';

export interface Finding {
  readonly fault: EvidenceFault;
  /** One sentence for a person. */
  readonly detail: string;
  /** Of the first event that does not hold. */
  readonly index?: number;
  /** Up to, not including, which event the fault lies, where it is not one event alone. */
  readonly end?: number;
  /** Line of the bundle, from 1. */
  readonly line?: number;
}

/** A document as an event that is proven says it is. */
export interface ProvenDocument {
  readonly documentId: string;
  readonly slot: string;
  /** Bytes. */
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
}

/** A partner signed that it took the message of an event. */
export interface ProvenReceipt {
  /** Of the event. */
  readonly index: number;
  readonly organisationId: string;
  /** Base64 of the raw Ed25519 key. */
  readonly publicKey: string;
  /** As the partner says. */
  readonly receivedAt: string;
  /** Whether the body is in the bundle: then it is known what the partner took. */
  readonly body: boolean;
}

/** What a verification found. `ok` only if nothing was found wrong. */
export interface Verdict {
  readonly ok: boolean;
  readonly kind: 'case' | 'log' | 'unknown';
  readonly faults: readonly Finding[];
  /** Sentences: what holds, whoever made the bundle. Empty unless `ok`. */
  readonly proven: readonly string[];
  /** Sentences: what a reader may think is proven and is not. */
  readonly notProven: readonly string[];
  readonly origin?: string;
  readonly caseId?: string;
  /** Size of the log at the bundle's checkpoint. */
  readonly size?: number;
  /** Events in the bundle, and of these those whose payload was given and fits. */
  readonly events?: number;
  readonly payloads?: number;
  readonly signatures?: readonly VerifiedSignature[];
  readonly cosignatures?: readonly VerifiedSignature[];
  readonly documents?: readonly ProvenDocument[];
  /** Of partners for messages of the case. */
  readonly receipts?: readonly ProvenReceipt[];
}
