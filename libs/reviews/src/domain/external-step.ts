import { type Given, Refusal } from '@doyak/kernel/decider';
import { officer, placeOfStep, refuseUnknownOutcome } from './step-guards.js';
import type { StepEvent } from './step.events.js';
import type { KnownStep } from './step.state.js';

export type ExternalCommand =
  | {
      type: 'AskPartner';
      requestId: string;
      organisationId: string;
      answerBefore: string;
      remindAt: readonly string[];
      replyPath: string;
    }
  | {
      type: 'AnswerRequest';
      requestId: string;
      outcome: string;
      bodySha256: string;
      /** `bodySha256` of the answer that this one corrects; absent: a first answer. */
      supersedes?: string;
      /** Whether the review takes another outcome now. */
      correctable: boolean;
    }
  | { type: 'RemindPartner'; requestId: string; at: string }
  | { type: 'LapseRequest'; requestId: string };

/** A request to a partner organisation (외부기관 요청): it is asked once, answers before a deadline, and its silence means what the definition says. */
export function decideExternal(command: Given<ExternalCommand>, state: KnownStep): StepEvent[] {
  const { spec, request } = state;
  if (spec.kind !== 'external')
    throw new Refusal('conflict', 'STEP_NOT_EXTERNAL', 'The step is not a request to a partner');
  const place = placeOfStep(state);
  if (command.type === 'AskPartner') {
    if (state.status !== 'open') throw new Refusal('conflict', 'STEP_NOT_RUNNING', 'The step does not run');
    if (command.actor.kind !== 'system') officer(command.actor, state);
    if (request) {
      if (request.organisationId === command.organisationId) return [];
      throw new Refusal('conflict', 'REQUEST_MADE', 'A partner has been asked already');
    }
    const { requestId, organisationId, answerBefore, remindAt, replyPath } = command;
    const data = {
      ...{ ...place, requestId, organisationId, answerBefore, replyPath, remindAt: [...remindAt] },
      ...{ partner: spec.partner, what: spec.ask, outcomes: state.outcomes },
    };
    return [{ type: 'ExternalRequestMade', data }];
  }
  if (!request || request.requestId !== command.requestId)
    throw new Refusal('not-found', 'REQUEST_NOT_FOUND', 'There is no such request');
  const { requestId, organisationId } = request;
  switch (command.type) {
    case 'RemindPartner':
      if (state.status !== 'open' || request.answers.length > 0 || state.remindedAt.includes(command.at))
        return [];
      return [
        { type: 'ExternalRequestReminded', data: { ...place, requestId, organisationId, at: command.at } },
      ];
    case 'LapseRequest': {
      if (request.lapsed || request.answers.length > 0) return [];
      if (state.status === 'ended' || state.status === 'stopped') return [];
      if (command.now < new Date(request.answerBefore))
        throw new Refusal('conflict', 'REQUEST_NOT_LATE', 'The time for the answer is not over');
      const { silence } = spec;
      const escalated = !('outcome' in silence);
      const lapsed: StepEvent = {
        type: 'ExternalRequestLapsed',
        data: { ...place, requestId, organisationId, escalated },
      };
      if (!('outcome' in silence))
        return [lapsed, { type: 'StepNeedsPerson', data: { ...place, because: 'NO_ANSWER' } }];
      const end = {
        outcome: silence.outcome,
        how: 'silence' as const,
        evidence: [],
        findings: [],
        decidedBy: [],
      };
      return [lapsed, { type: 'StepEnded', data: { ...place, ...end } }];
    }
    case 'AnswerRequest':
      return answer(command, state);
  }
}

function answer(
  {
    outcome,
    bodySha256,
    supersedes,
    correctable,
    now,
    actor,
  }: Given<Extract<ExternalCommand, { type: 'AnswerRequest' }>>,
  state: KnownStep,
): StepEvent[] {
  const request = state.request!;
  if (actor.organisationId !== request.organisationId)
    throw new Refusal('forbidden', 'NOT_THE_PARTNER', 'Only the organisation that was asked may answer');
  const last = request.answers.at(-1);
  // The same bytes again say nothing new.
  if (last?.bodySha256 === bodySha256) return [];
  if (request.lapsed || now >= new Date(request.answerBefore))
    throw new Refusal('conflict', 'REQUEST_LATE', 'The time for the answer is over');
  if (request.answers.some((one) => one.bodySha256 === bodySha256))
    throw new Refusal('conflict', 'ANSWER_SUPERSEDED', 'This answer was corrected since');
  const answered = state.status === 'ended' && state.end?.how === 'partner';
  if (state.status === 'stopped' || (state.status === 'ended' && !answered) || (answered && !correctable))
    throw new Refusal('conflict', 'REQUEST_CLOSED', 'The request is closed');
  // Who answers a second time says which answer it corrects: nothing is overwritten by a repetition or by two who answer at once.
  if (last && supersedes === undefined)
    throw new Refusal('conflict', 'REQUEST_ANSWERED', 'The request has been answered');
  if (supersedes !== undefined && supersedes !== last?.bodySha256)
    throw new Refusal('conflict', 'ANSWER_SUPERSEDED', 'Another answer than the last is corrected');
  if (state.status === 'paused') throw new Refusal('conflict', 'STEP_NOT_RUNNING', 'The step is paused');
  refuseUnknownOutcome(outcome, state);
  const place = placeOfStep(state);
  const { requestId, organisationId } = request;
  const said = { ...place, requestId, organisationId, outcome, bodySha256 };
  const data = { ...said, answer: request.answers.length + 1, receivedAt: now.toISOString(), by: actor.id };
  const given: StepEvent = { type: 'ExternalRequestAnswered', data };
  const end = { outcome, how: 'partner' as const, findings: [], decidedBy: [] };
  const evidence = [{ kind: 'answer', sha256: bodySha256 }];
  return [given, { type: 'StepEnded', data: { ...place, ...end, evidence } }];
}
