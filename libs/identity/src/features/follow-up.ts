import type { DecideOptions } from '@doyak/kernel/event-store';
import { v5 as uuidv5 } from 'uuid';

/**
 * The same command as given to a second stream: by the same actor, at the same instant, under an id of its own that a repeat finds again.
 * The version and fingerprint that the caller named belong to the first stream.
 */
export function asFollowUp(by: DecideOptions, step: string): DecideOptions {
  const { actor, now, commandId, correlationId } = by;
  return { actor, now, commandId: uuidv5(step, commandId), correlationId, causationId: by.causationId };
}
