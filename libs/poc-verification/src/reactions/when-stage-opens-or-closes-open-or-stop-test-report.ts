import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type DecideOptions } from '@doyak/kernel/event-store';
import type { StageOpening } from '../features/open-poc/open-poc.js';
import { MoveTestReport } from '../features/move-test-report/move-test-report.js';
import { OpenTestReport } from '../features/open-test-report/open-test-report.js';
import { testReportId } from '../poc-ids.js';
import { testReportsOf } from './poc-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that a test report is never stopped before it is opened. */
export const whenStageOpensOrClosesTestReport = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-stop-test-report',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event;
    const stop = (id: string, because: 'case-closed' | 'stage-closed') => (context: DecideOptions) =>
      new MoveTestReport(id, { type: 'StopTestReport', because }, context);
    if (type === 'CaseClosed')
      return (await testReportsOf(data.caseId, event.index, store)).map((id) => stop(id, 'case-closed'));
    const { kind, caseId, stage, run } = data as StageOpening & { kind: string };
    if (kind !== 'test-report') return [];
    if (type === 'StageClosed') return [stop(testReportId(caseId, stage, run), 'stage-closed')];
    return [(context) => new OpenTestReport(data as StageOpening, context)];
  },
  settled: ['TEST_REPORT_NOT_FOUND'],
});
