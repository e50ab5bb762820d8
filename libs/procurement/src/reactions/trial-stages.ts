import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';
import { trialId } from '../registration-ids.js';

export const isTrial = (kind: string): boolean => kind === 'trial-purchase';

/** Trial purchases that a case has seen before a place in the log. */
export async function trialsOf(caseId: string, before: number, store: EventStore): Promise<string[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return isTrial(kind) ? [trialId(caseId, stage, run)] : [];
  });
}
