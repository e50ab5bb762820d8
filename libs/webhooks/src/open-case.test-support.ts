import { randomUUID } from 'node:crypto';
import type { EventStore } from '@doyak/kernel/event-store';

const actor = { kind: 'system', id: 'test', authority: 'test' } as const;

/** A case as if an application had been submitted: messages ask for nothing more. Answers its id. */
export async function openCase(store: EventStore): Promise<string> {
  const caseId = randomUUID();
  await append(store, caseId, [
    {
      type: 'CaseOpened',
      data: {
        ...{ caseId, applicationId: randomUUID(), roundId: randomUUID(), programId: 'ai-voucher' },
        ...{ programVersion: 1, track: 'general', number: `2026-VOU-${caseId.slice(0, 6)}` },
        applicant: { personId: randomUUID() },
      },
    },
  ]);
  return caseId;
}

/** Appends events of the case as they are. */
export async function append(
  store: EventStore,
  caseId: string,
  events: readonly { type: string; data: unknown }[],
  streamId = `case-${caseId}`,
): Promise<void> {
  const commandId = randomUUID();
  await store.append({ streamId, caseId, events, commandId, actor, now: new Date() });
}
