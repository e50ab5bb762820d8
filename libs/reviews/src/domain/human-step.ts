import { type Given, Refusal } from '@doyak/kernel/decider';
import { officer, placeOfStep, refuseUnknownOutcome } from './step-guards.js';
import type { StepEvent } from './step.events.js';
import type { KnownStep } from './step.state.js';

export type HumanCommand =
  | { type: 'ClaimTask'; insteadOf?: string }
  | { type: 'AssignTask'; to: string; how: 'officer' | 'balanced'; insteadOf?: string }
  | { type: 'ReleaseTask'; reason: string }
  | { type: 'CommentOnTask'; text: string }
  | { type: 'GiveOpinion'; outcome: string; reason: string }
  | { type: 'RemindOfTask'; at: string }
  | { type: 'EscalateTask'; dueBefore: string };

/** A task (검토 과제) for as many persons as its definition asks for; each of them comes to an opinion, and the task ends where enough agree. */
export function decideHuman(command: Given<HumanCommand>, state: KnownStep): StepEvent[] {
  const { spec } = state;
  if (spec.kind !== 'human')
    throw new Refusal('conflict', 'STEP_NOT_A_TASK', 'The step is not a task for persons');
  const place = placeOfStep(state);
  if (command.type === 'RemindOfTask') {
    if (state.status !== 'open' || state.remindedAt.includes(command.at)) return [];
    return [
      { type: 'TaskReminded', data: { ...place, at: command.at, to: state.assignee, role: spec.role } },
    ];
  }
  if (command.type === 'EscalateTask') {
    if (state.status !== 'open' || state.escalated || spec.dueBefore !== command.dueBefore) return [];
    const to = spec.escalateTo ?? 'operator';
    return [{ type: 'TaskEscalated', data: { ...place, dueBefore: command.dueBefore, to } }];
  }
  if (state.status === 'ended' || state.status === 'stopped')
    throw new Refusal('conflict', 'STEP_CLOSED', 'The step has ended');
  if (command.type === 'CommentOnTask') {
    const by = officer(command.actor, state);
    return [{ type: 'TaskCommented', data: { ...place, by, text: command.text } }];
  }
  if (state.status !== 'open') throw new Refusal('conflict', 'STEP_NOT_RUNNING', 'The step does not run');
  switch (command.type) {
    case 'ClaimTask': {
      const by = officer(command.actor, state);
      if (state.assignee === by) return [];
      if (state.assignee !== undefined && state.assignee !== command.insteadOf)
        throw new Refusal('conflict', 'TASK_TAKEN', 'Another person has the task');
      if (spec.assignment === 'push' && state.assignee === undefined)
        throw new Refusal('rule', 'TASK_IS_ASSIGNED', 'An officer names who does this task');
      refuseSecondOpinion(state, by);
      const data = { ...place, to: by, how: 'claimed' as const, by, insteadOf: command.insteadOf };
      return [{ type: 'TaskAssigned', data }];
    }
    case 'AssignTask':
      return assign(command, state);
    case 'ReleaseTask': {
      const by = officer(command.actor, state);
      if (state.assignee === undefined) return [];
      return [{ type: 'TaskReleased', data: { ...place, from: state.assignee, by, reason: command.reason } }];
    }
    case 'GiveOpinion':
      return giveOpinion(command, state, spec.eyes);
  }
}

function assign(
  { to, how, insteadOf, actor }: Given<Extract<HumanCommand, { type: 'AssignTask' }>>,
  state: KnownStep,
): StepEvent[] {
  if (state.assignee === to) return [];
  // What is balanced never takes a task away from somebody.
  if (how === 'balanced' && state.assignee !== undefined) return [];
  if (to === state.applicant.personId)
    throw new Refusal(
      'forbidden',
      'OWN_APPLICATION',
      'Nobody reviews an application of their own organisation',
    );
  refuseSecondOpinion(state, to);
  const by = actor.kind === 'person' ? officer(actor, state) : undefined;
  return [{ type: 'TaskAssigned', data: { ...placeOfStep(state), to, how, by, insteadOf } }];
}

/** Four eyes (이중확인): who has given an opinion is not the next pair of eyes. */
function refuseSecondOpinion(state: KnownStep, person: string): void {
  if (state.opinions.some(({ by }) => by === person))
    throw new Refusal('rule', 'SECOND_PERSON_NEEDED', 'Another person has to come to an opinion');
}

function giveOpinion(
  { outcome, reason, actor }: Given<Extract<HumanCommand, { type: 'GiveOpinion' }>>,
  state: KnownStep,
  eyes: number,
): StepEvent[] {
  const by = officer(actor, state);
  refuseUnknownOutcome(outcome, state);
  refuseSecondOpinion(state, by);
  if (state.assignee !== by) throw new Refusal('conflict', 'TASK_NOT_YOURS', 'Take the task first');
  const place = placeOfStep(state);
  const given: StepEvent = { type: 'OpinionGiven', data: { ...place, by, outcome, reason } };
  const agreeing = [...state.opinions.filter((one) => one.outcome === outcome).map((one) => one.by), by];
  if (agreeing.length < eyes) return [given];
  const end = { outcome, how: 'persons' as const, evidence: [], findings: [], decidedBy: agreeing };
  return [given, { type: 'StepEnded', data: { ...place, ...end } }];
}
