import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';

export interface StageRun {
  readonly caseId: string;
  readonly stage: string;
  readonly run: number;
}

/** Runs of screening stages that a case has seen before a place in the log. */
export async function screeningStages(
  caseId: string,
  before: number,
  store: EventStore,
): Promise<StageRun[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return kind === 'screening' ? [{ caseId, stage, run }] : [];
  });
}
