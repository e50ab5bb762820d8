import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';
import { pocId } from '../poc-ids.js';

/** Verifications that a case has seen before a place in the log. */
export async function pocsOf(caseId: string, before: number, store: EventStore): Promise<string[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return kind === 'poc-verification' ? [pocId(caseId, stage, run)] : [];
  });
}
