import { userInfo } from 'node:os';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { v7 as uuidv7 } from 'uuid';

/** Who gives a command at the terminal: the account of this machine, with the authority that access to the database gives. */
export function fromTerminal(): DecideOptions {
  const actor = { kind: 'system', id: `cli:${userInfo().username}`, authority: 'cli' } as const;
  return { actor, now: new Date(), commandId: uuidv7() };
}
