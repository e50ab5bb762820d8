import { createHash } from 'node:crypto';
import { canonicalText } from '@doyak/kernel/transparency-log';
import type { AgreementDocument } from './agreement.events.js';

/** What is signed: the document as canonical JSON (RFC 8785), UTF-8. */
export function textOf(document: AgreementDocument): string {
  return canonicalText(document as unknown as Parameters<typeof canonicalText>[0]);
}

/** SHA-256 of that text, hex. */
export function hashOf(document: AgreementDocument): string {
  return createHash('sha256').update(textOf(document), 'utf8').digest('hex');
}
