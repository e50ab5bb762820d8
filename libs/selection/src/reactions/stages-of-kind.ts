import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';

type Opened = Extract<CaseEvent, { type: 'StageOpened' }>['data'];

/** Runs of stages of one kind that a case has seen before a place in the log. */
export async function stagesOfKind(
  kind: string,
  caseId: string,
  before: number,
  store: EventStore,
): Promise<Opened[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    return event.data.kind === kind ? [event.data] : [];
  });
}
