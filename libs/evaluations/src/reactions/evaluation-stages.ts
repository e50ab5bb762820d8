import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';
import { evaluation } from '../domain/evaluation.js';
import { evaluationId, evaluationStream } from '../evaluation-ids.js';
import { type EvaluationKind, isConvened, isEvaluation } from '../evaluation-plans.js';

export interface StageRun {
  readonly caseId: string;
  readonly stage: string;
  readonly run: number;
  readonly kind: EvaluationKind;
  /** Of the evaluation. */
  readonly id: string;
}

/** Evaluations of the stages that a case has seen before a place in the log, in order. */
export async function evaluationStages(
  caseId: string,
  before: number,
  store: EventStore,
): Promise<StageRun[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  const runs = (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return isEvaluation(kind) ? [{ caseId, stage, run, kind }] : [];
  });
  return (await Promise.all(runs.map((run) => sessionsOf(run, store)))).flat();
}

async function sessionsOf(of: Omit<StageRun, 'id'>, store: EventStore): Promise<StageRun[]> {
  const { caseId, stage, run, kind } = of;
  const sessions: StageRun[] = [];
  for (let session = 1; ; session += 1) {
    const id = evaluationId(caseId, stage, run, session);
    if (!isConvened(kind)) return [{ ...of, id }];
    const { version } = await store.load(evaluationStream(id), evaluation);
    if (version === 0) return sessions;
    sessions.push({ ...of, id });
  }
}

/** Of these, the last of each stage. */
export function lastRuns(runs: readonly StageRun[]): StageRun[] {
  return runs.filter(({ stage }, at) => !runs.slice(at + 1).some((later) => later.stage === stage));
}
