import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import type { TestReportEvent } from '../domain/test-report.events.js';
import { testReport } from '../domain/test-report.js';
import { testReportStream } from '../poc-ids.js';
import { testReportsOf } from './poc-stages.js';

type Followed =
  Extract<TestReportEvent, { type: 'TestReportDecided' }> | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** Closes the stage. A case on hold hears nothing; once it is resumed it is told again. */
export const whenTestReportDecided = defineReaction<Followed>({
  name: 'when-test-report-decided-close-stage',
  events: ['TestReportDecided', 'CaseResumed'],
  react: async (event, store) => {
    if (event.type === 'TestReportDecided')
      return told((event.data as { testReportId: string }).testReportId, store);
    const ids = await testReportsOf(event.data.caseId, event.index, store);
    return (await Promise.all(ids.map((id) => told(id, store)))).flat();
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

async function told(id: string, store: EventStore): Promise<Effect[]> {
  const { state } = await store.load(testReportStream(id), testReport);
  if (state.status !== 'CONFORMING' && state.status !== 'NONCONFORMING') return [];
  const { caseId, stage, run, decidedBy, status } = state;
  const end = { caseId, stage, run, outcome: status.toLowerCase(), decidedBy: [...decidedBy] };
  return [(context) => new CloseStage(end, context)];
}
