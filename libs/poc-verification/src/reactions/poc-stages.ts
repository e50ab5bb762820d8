import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';
import { pocId, testReportId } from '../poc-ids.js';

/** Verifications that a case has seen before a place in the log. */
export function pocsOf(caseId: string, before: number, store: EventStore): Promise<string[]> {
  return stagesOf('poc-verification', pocId, caseId, before, store);
}

/** Test reports likewise. */
export function testReportsOf(caseId: string, before: number, store: EventStore): Promise<string[]> {
  return stagesOf('test-report', testReportId, caseId, before, store);
}

async function stagesOf(
  wanted: string,
  idOf: (caseId: string, stage: string, run: number) => string,
  caseId: string,
  before: number,
  store: EventStore,
): Promise<string[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return kind === wanted ? [idOf(caseId, stage, run)] : [];
  });
}
