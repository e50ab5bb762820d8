import { createHash } from 'node:crypto';
import { canonicalText } from '@doyak/kernel/transparency-log';
import type { ProgramDefinition } from './definition.js';

/**
 * Names the content of a definition, however it was written: SHA-256, in lower-case hex, over its canonical JSON (RFC 8785).
 * Comments, order of keys, YAML or JSON, and anchors make no difference; any change of meaning does. A published version
 * is bound to it.
 */
export function definitionDigest(definition: ProgramDefinition): string {
  return createHash('sha256').update(canonicalText(definition), 'utf8').digest('hex');
}
