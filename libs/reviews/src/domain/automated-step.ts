import { type Given, Refusal } from '@doyak/kernel/decider';
import { placeOfStep } from './step-guards.js';
import type { Evidence, FaultClass, Finding, StepEvent } from './step.events.js';
import type { KnownStep } from './step.state.js';

/** What a check came to. */
export interface Verdict {
  readonly outcome: string;
  readonly evidence?: readonly Evidence[];
  readonly findings?: readonly Finding[];
}

export type AutomatedCommand =
  | { type: 'TakeOver'; attempt: number }
  | ({ type: 'RecordResult'; attempt: number } & Verdict)
  | {
      type: 'RecordFault';
      attempt: number;
      class: FaultClass;
      code: string;
      startedAt: string;
      /** Attempts that may fail before a person is asked. */
      attempts: number;
      retryAt: string;
    };

/**
 * The number of the attempt is the fence: only what the attempt that counts now says has an effect, so that a worker that was frozen and wakes late
 * changes nothing.
 */
export function decideAutomated(command: Given<AutomatedCommand>, state: KnownStep): StepEvent[] {
  const { attempt } = command;
  if (state.spec.kind !== 'automated')
    throw new Refusal('conflict', 'STEP_NOT_AUTOMATED', 'The step is not an automatic check');
  if (state.status !== 'open') throw new Refusal('conflict', 'STEP_NOT_RUNNING', 'The step does not run');
  const place = placeOfStep(state);
  if (command.type === 'TakeOver') {
    if (attempt === state.attempt) return [];
    if (attempt < state.attempt) throw superseded();
    return [{ type: 'AttemptStarted', data: { ...place, attempt } }];
  }
  if (attempt !== state.attempt) throw superseded();
  if (command.type === 'RecordResult') {
    const { outcome, evidence = [], findings = [] } = command;
    if (!state.outcomes.includes(outcome))
      throw new Refusal('rule', 'OUTCOME_UNKNOWN', `The step ends ${state.outcomes.join(', ')}`);
    const data = {
      ...{ ...place, outcome, how: 'checker' as const, attempt, decidedBy: [] },
      evidence: [...evidence],
      findings: [...findings],
    };
    return [{ type: 'StepEnded', data }];
  }
  return recordFault(command, state);
}

function superseded(): Refusal {
  return new Refusal('conflict', 'ATTEMPT_SUPERSEDED', 'Another attempt counts now');
}

function recordFault(
  {
    attempt,
    class: fault,
    code,
    startedAt,
    attempts,
    retryAt,
  }: Given<Extract<AutomatedCommand, { type: 'RecordFault' }>>,
  state: KnownStep,
): StepEvent[] {
  const place = placeOfStep(state);

  const again = fault === 'transient' && state.failures + 1 < attempts;
  const failed = { ...place, attempt, class: fault, code, startedAt, ...(again && { retryAt }) };
  const events: StepEvent[] = [{ type: 'AttemptFailed', data: failed }];
  if (again) return events;
  const { onError } = state.spec as { onError?: string };
  if (fault === 'permanent' && onError !== undefined) {
    const end = {
      outcome: onError,
      how: 'on-error' as const,
      attempt,
      evidence: [],
      findings: [{ code }],
      decidedBy: [],
    };
    return [...events, { type: 'StepEnded', data: { ...place, ...end } }];
  }
  return [...events, { type: 'StepNeedsPerson', data: { ...place, because: code } }];
}
