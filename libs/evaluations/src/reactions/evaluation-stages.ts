import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';
import { isEvaluation } from '../evaluation-plans.js';

export interface StageRun {
  readonly caseId: string;
  readonly stage: string;
  readonly run: number;
}

/** Runs of evaluation stages that a case has seen before a place in the log. */
export async function evaluationStages(
  caseId: string,
  before: number,
  store: EventStore,
): Promise<StageRun[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return isEvaluation(kind) ? [{ caseId, stage, run }] : [];
  });
}

/** Of these, the last run of each stage. */
export function lastRuns(runs: readonly StageRun[]): StageRun[] {
  return runs.filter(({ stage, run }) => !runs.some((other) => other.stage === stage && other.run > run));
}
