import { randomUUID } from 'node:crypto';
import type { Actor } from '@doyak/kernel/decider';

/** Who gives the commands of a bench: as large as a real actor is. */
export const benchActor: Actor = {
  kind: 'person',
  id: '0197a1de-0000-7000-8000-000000000001',
  organisationId: '0197a1de-0000-7000-8000-000000000002',
  authority: 'role:operator',
};

export const counted = { type: 'BoxCounted', data: { by: 1, note: 'counted once more' } } as const;
export const opened = (label: string) => ({ type: 'BoxOpened', data: { label } }) as const;

/** What a command of a bench brings along, each time with a new id. Ids derived from an idempotency key are spread evenly, as these are. */
export function given(): { actor: Actor; now: Date; commandId: string } {
  return { actor: benchActor, now: new Date(), commandId: randomUUID() };
}

export function boxStream(): string {
  return `box-${randomUUID()}`;
}
