import { fromUtf8 } from './bytes.js';
import { failed, passed, type Checked } from './checked.js';
import { MAX_ENTRY_SIZE } from './entry-bundle.js';

/** Who acted, without personal data: a UUID or the name of a part of Doyak. */
export interface LeafActor {
  readonly kind: 'person' | 'key' | 'system';
  readonly id: string;
  readonly organisationId?: string;
}

/**
 * What the log says of an event. Its canonical JSON is the log entry; its Merkle hash is the leaf. The payload is not in it but committed
 * to (`payloadCommitment`), so that erasure leaves every proof valid.
 */
export interface LeafEnvelope {
  readonly v: 1;
  /** UUID of the event. */
  readonly id: string;
  /** Stored type, e.g. `applications.application-submitted`, and the schema version of the payload. */
  readonly type: string;
  readonly schemaVersion: number;
  /** Stream and the event's version in it, from 1. */
  readonly stream: string;
  readonly streamVersion: number;
  /** The case, the event's place among the case's events, from 1, and the leaf hash (base64) of the one before; none for the first. */
  readonly case?: string;
  readonly caseSequence?: number;
  readonly casePrevious?: string;
  readonly actor: LeafActor;
  /** On whose authority, e.g. `role:operator`. */
  readonly authority: string;
  readonly commandId: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** Instants as RFC 3339 text in UTC. */
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly payload: { readonly alg: 'sha256-salted'; /** base64, 32 bytes. */ readonly commitment: string };
}

const utf8 = new TextEncoder();

/** Entries are views into slabs of this size: a buffer of its own for each costs more than writing it. */
const SLAB_SIZE = 4 * MAX_ENTRY_SIZE;
let slab = new Uint8Array(SLAB_SIZE);
let slabUsed = 0;

/**
 * The log entry of an event: the RFC 8785 form of its envelope. Throws TypeError for a field of the wrong type, a number that is no safe
 * integer or text with a lone surrogate, RangeError beyond 65,535 bytes. The bytes are a view into a larger buffer.
 */
export function encodeLeaf(envelope: LeafEnvelope): Uint8Array {
  const text = leafText(envelope);
  if (text.length > MAX_ENTRY_SIZE) throw tooLong();
  if (slabUsed + 3 * text.length > SLAB_SIZE) {
    slab = new Uint8Array(SLAB_SIZE);
    slabUsed = 0;
  }
  const { written } = utf8.encodeInto(text, slab.subarray(slabUsed));
  if (written > MAX_ENTRY_SIZE) throw tooLong();
  const entry = slab.subarray(slabUsed, slabUsed + written);
  slabUsed += written;
  return entry;
}

/**
 * The same as text, for a caller that sends it on as UTF-8. Throws TypeError as `encodeLeaf`; the length is not checked. The names
 * stand in RFC 8785 order, and `JSON.stringify` writes text and safe integers as RFC 8785 does: several times as fast as a general
 * canonicalizer, and shown equal to it by a property test.
 */
export function leafText(envelope: LeafEnvelope): string {
  refuseWrongTypes(envelope);
  const { actor, payload } = envelope;
  const text = JSON.stringify({
    actor: { id: actor.id, kind: actor.kind, organisationId: actor.organisationId },
    authority: envelope.authority,
    case: envelope.case,
    casePrevious: envelope.casePrevious,
    caseSequence: envelope.caseSequence,
    causationId: envelope.causationId,
    commandId: envelope.commandId,
    correlationId: envelope.correlationId,
    id: envelope.id,
    occurredAt: envelope.occurredAt,
    payload: { alg: payload.alg, commitment: payload.commitment },
    recordedAt: envelope.recordedAt,
    schemaVersion: envelope.schemaVersion,
    stream: envelope.stream,
    streamVersion: envelope.streamVersion,
    type: envelope.type,
    v: envelope.v,
  });
  // A lone surrogate is written as an escape, and hardly anything else is written so: only then is the text looked at in full.
  if (text.includes('\\ud') && /(?<!\\)(?:\\\\)*\\ud[89a-f]/.test(text))
    throw new TypeError('text with a lone surrogate has no canonical form');
  return text;
}

function tooLong(): RangeError {
  return new RangeError(`a log entry has up to ${MAX_ENTRY_SIZE} bytes`);
}

function refuseWrongTypes(envelope: LeafEnvelope): void {
  const { actor, payload } = envelope;
  const right =
    areTexts(
      actor.id,
      actor.kind,
      envelope.authority,
      envelope.commandId,
      envelope.id,
      envelope.occurredAt,
      envelope.recordedAt,
    ) &&
    areTexts(
      envelope.stream,
      envelope.type,
      payload.alg,
      payload.commitment,
      actor.organisationId ?? '',
      envelope.case ?? '',
    ) &&
    areTexts(envelope.casePrevious ?? '', envelope.causationId ?? '', envelope.correlationId ?? '') &&
    actor.organisationId !== null &&
    envelope.case !== null &&
    envelope.casePrevious !== null &&
    envelope.causationId !== null &&
    envelope.correlationId !== null &&
    Number.isSafeInteger(envelope.v) &&
    Number.isSafeInteger(envelope.schemaVersion) &&
    Number.isSafeInteger(envelope.streamVersion) &&
    (envelope.caseSequence === undefined || Number.isSafeInteger(envelope.caseSequence));
  if (!right) throw new TypeError('a field of the leaf has the wrong type, or a number is no safe integer');
}

function areTexts(...values: readonly string[]): boolean {
  for (const value of values) if (typeof value !== 'string') return false;
  return true;
}

/** Reads a log entry and accepts only the exact bytes that `encodeLeaf` writes. Never throws. */
export function decodeLeaf(entry: Uint8Array): Checked<LeafEnvelope> {
  const text = fromUtf8(entry);
  if (text === undefined) return failed('not-utf8', 'the entry is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return failed('not-json', 'the entry is not JSON');
  }
  if (!isEnvelope(value)) return failed('wrong-shape', 'the entry is not the envelope of an event');
  const notCanonical = failed('not-canonical', 'the entry is not written as RFC 8785 says');
  try {
    // Strict UTF-8 has one text for given bytes and back: comparing texts compares the bytes.
    if (entry.length > MAX_ENTRY_SIZE || leafText(value) !== text) return notCanonical;
  } catch {
    return notCanonical;
  }
  return passed(value);
}

function isEnvelope(value: unknown): value is LeafEnvelope {
  if (!isObject(value)) return false;
  const { actor, payload } = value;
  return (
    value.v === 1 &&
    [
      value.id,
      value.type,
      value.stream,
      value.authority,
      value.commandId,
      value.occurredAt,
      value.recordedAt,
    ].every(isText) &&
    [value.correlationId, value.causationId].every((text) => text === undefined || isText(text)) &&
    isCount(value.schemaVersion) &&
    isCount(value.streamVersion) &&
    (value.case === undefined
      ? value.caseSequence === undefined && value.casePrevious === undefined
      : isText(value.case) &&
        isCount(value.caseSequence) &&
        (value.caseSequence === 1 ? value.casePrevious === undefined : isHash(value.casePrevious))) &&
    isObject(actor) &&
    (actor.kind === 'person' || actor.kind === 'key' || actor.kind === 'system') &&
    isText(actor.id) &&
    (actor.organisationId === undefined || isText(actor.organisationId)) &&
    isObject(payload) &&
    payload.alg === 'sha256-salted' &&
    isHash(payload.commitment)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** 32 bytes in base64: 43 characters, the last with two bits that are zero, and one of padding. */
const HASH = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

function isHash(value: unknown): value is string {
  return typeof value === 'string' && value.length === 44 && HASH.test(value);
}
