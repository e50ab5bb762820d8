import { type Decider, fold, type Given, Refusal } from '@doyak/kernel/decider';
import { clocksOf } from './step-clocks.js';
import { type AutomatedCommand, decideAutomated } from './automated-step.js';
import { decideExternal, type ExternalCommand } from './external-step.js';
import { decideHuman, type HumanCommand } from './human-step.js';
import { type MoveDeadline, moveDeadline, type NewTimes } from './move-deadline.js';
import { officer, placeOfStep, refuseUnknownOutcome } from './step-guards.js';
import type { StepEvent, StepOpening } from './step.events.js';
import { evolve, type KnownStep, type StepState } from './step.state.js';

export type StepCommand =
  | ({ type: 'OpenStep' } & StepOpening)
  | { type: 'StopStep'; because: 'review-decided' | 'review-stopped' | 'repeated' }
  | { type: 'PauseStep'; reason: string }
  /** `times`: its deadline as it is computed now; while it was paused nobody looked. */
  | { type: 'ResumeStep'; reason: string; times?: NewTimes }
  | { type: 'SettleStep'; outcome: string; reason: string }
  | MoveDeadline
  | AutomatedCommand
  | HumanCommand
  | ExternalCommand;

/**
 * One run of a step of a review: an automatic check with its attempts, a task for persons, or a request to a partner organisation. It ends once,
 * with one of its outcomes.
 */
export const step: Decider<StepState, StepCommand, StepEvent> = {
  name: 'review-step',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<StepCommand>, state: StepState): StepEvent[] {
  if (command.type === 'OpenStep') {
    if (state.status !== 'none') return [];
    const { type: _type, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'StepOpened', data }];
  }
  if (state.status === 'none') throw new Refusal('not-found', 'STEP_NOT_FOUND', 'There is no such step');
  switch (command.type) {
    case 'StopStep':
      if (state.status === 'ended' || state.status === 'stopped') return [];
      return [{ type: 'StepStopped', data: { ...placeOfStep(state), because: command.because } }];
    case 'PauseStep':
    case 'ResumeStep':
    case 'SettleStep':
      return decideOfficer(command, state);
    case 'MoveDeadline':
      return moveDeadline(command, state);
    case 'TakeOver':
    case 'RecordResult':
    case 'RecordFault':
      return decideAutomated(command, state);
    case 'AskPartner':
    case 'AnswerRequest':
    case 'RemindPartner':
    case 'LapseRequest':
      return decideExternal(command, state);
    default:
      return decideHuman(command, state);
  }
}

function decideOfficer(
  command: Given<Extract<StepCommand, { type: 'PauseStep' | 'ResumeStep' | 'SettleStep' }>>,
  state: KnownStep,
): StepEvent[] {
  if (state.status === 'ended' || state.status === 'stopped')
    throw new Refusal('conflict', 'STEP_CLOSED', 'The step has ended');
  const by = officer(command.actor, state);
  const place = placeOfStep(state);
  switch (command.type) {
    case 'PauseStep':
      if (state.status === 'paused') return [];
      if (state.status !== 'open') throw new Refusal('conflict', 'STEP_NOT_RUNNING', 'The step does not run');
      return [{ type: 'StepPaused', data: { ...place, reason: command.reason, by } }];
    case 'ResumeStep': {
      // One that needed a person goes on, too: what was in its way is gone.
      if (state.status === 'open') return [];
      const { times, now, reason } = command;
      const moved = times ? moveDeadline({ ...times, now }, state) : [];
      const clocks = clocksOf(fold({ initialState: state, evolve }, moved) as KnownStep);
      const data = { ...place, reason, by, attempt: state.attempt + 1, clocks };
      return [...moved, { type: 'StepResumed', data }];
    }
    case 'SettleStep': {
      const { outcome, reason } = command;
      refuseUnknownOutcome(outcome, state);
      const data = {
        ...place,
        outcome,
        how: 'officer' as const,
        evidence: [],
        findings: [],
        decidedBy: [by],
        reason,
      };
      return [{ type: 'StepEnded', data }];
    }
  }
}
