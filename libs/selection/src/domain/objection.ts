import { type Actor, type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import type { Effect, ObjectionEvent, ObjectionWindow } from './objection.events.js';

export type Ruling = 'ACCEPTED' | 'DISMISSED' | 'INADMISSIBLE';

export type ObjectionCommand =
  | ({ type: 'OpenWindow' } & ObjectionWindow)
  | { type: 'FileObjection'; grounds: string; answerBefore: string }
  | { type: 'ExtendObjection'; answerBefore: string; reason: string }
  | { type: 'DecideObjection'; decision: Ruling; reason: string; effect?: Effect }
  | { type: 'CloseWindow' }
  | { type: 'StopObjection'; because: 'case-closed' | 'stage-closed' };

type Of<Type extends ObjectionCommand['type']> = Given<Extract<ObjectionCommand, { type: Type }>>;

export interface KnownObjection extends ObjectionWindow {
  /** WINDOW_OPEN before it is filed; NOT_FILED and STOPPED where none came. */
  readonly status: 'WINDOW_OPEN' | 'NOT_FILED' | 'STOPPED' | 'FILED' | 'EXTENDED' | Ruling;
  readonly filed: { readonly grounds: string; readonly by: string; readonly late: boolean } | undefined;
  readonly answerBefore: string | undefined;
  readonly extension: string | undefined;
  readonly decision: { readonly reason: string; readonly effect?: Effect; readonly by?: string } | undefined;
}

export type ObjectionState = { readonly status: 'none' } | KnownObjection;

/** One objection (이의신청) to a decision: filed within its window, decided by somebody who had no part in that decision. */
export const objection: Decider<ObjectionState, ObjectionCommand, ObjectionEvent> = {
  name: 'objection',
  initialState: { status: 'none' },
  evolve(state, event) {
    if (event.type === 'ObjectionWindowOpened') {
      const nothing = {
        filed: undefined,
        answerBefore: undefined,
        extension: undefined,
        decision: undefined,
      };
      return { ...event.data, status: 'WINDOW_OPEN', ...nothing };
    }
    if (state.status === 'none') return state;
    switch (event.type) {
      case 'ObjectionFiled': {
        const { grounds, late, answerBefore, by } = event.data;
        return { ...state, status: 'FILED', filed: { grounds, late, by }, answerBefore };
      }
      case 'ObjectionExtended': {
        const { answerBefore, reason } = event.data;
        return { ...state, status: 'EXTENDED', answerBefore, extension: reason };
      }
      case 'ObjectionDecided': {
        const { decision, reason, effect, by } = event.data;
        return { ...state, status: decision, decision: { reason, effect, by } };
      }
      case 'ObjectionWindowClosed':
        return { ...state, status: 'NOT_FILED' };
      case 'ObjectionStopped':
        return { ...state, status: 'STOPPED' };
    }
  },
  decide,
};

function decide(command: Given<ObjectionCommand>, state: ObjectionState): ObjectionEvent[] {
  if (command.type === 'OpenWindow') {
    if (state.status !== 'none') return [];
    const { type: _, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'ObjectionWindowOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'OBJECTION_NOT_FOUND', 'There is no such objection');
  switch (command.type) {
    case 'FileObjection':
      return file(command, state);
    case 'ExtendObjection':
      return extend(command, state);
    case 'DecideObjection':
      return rule(command, state);
    case 'CloseWindow':
      if (state.status !== 'WINDOW_OPEN') return [];
      if (command.now < new Date(state.windowBefore))
        throw new Refusal('conflict', 'WINDOW_NOT_OVER', 'There is still time to object');
      return [{ type: 'ObjectionWindowClosed', data: placeOf(state) }];
    case 'StopObjection':
      if (!isOpen(state)) return [];
      return [{ type: 'ObjectionStopped', data: { ...placeOf(state), because: command.because } }];
  }
}

export const isOpen = ({ status }: KnownObjection) =>
  status === 'WINDOW_OPEN' || status === 'FILED' || status === 'EXTENDED';

/** One that comes too late is kept and inadmissible (각하) by rule: nobody has to say so. */
function file(
  { grounds, answerBefore, actor, now }: Of<'FileObjection'>,
  state: KnownObjection,
): ObjectionEvent[] {
  const { applicant } = state;
  const own = applicant.organisationId
    ? actor.organisationId === applicant.organisationId
    : actor.id === applicant.personId;
  if (!own) throw new Refusal('forbidden', 'NOT_THE_APPLICANT', 'Only the applicant may do this');
  if (state.filed) throw new Refusal('conflict', 'OBJECTION_FILED', 'An objection has been filed already');
  if (state.status === 'STOPPED') throw closed();
  const late = state.status === 'NOT_FILED' || now >= new Date(state.windowBefore);
  const place = placeOf(state);
  const filed: ObjectionEvent = {
    type: 'ObjectionFiled',
    data: { ...place, grounds, late, answerBefore, by: actor.id },
  };
  if (!late) return [filed];
  const data = { ...place, decision: 'INADMISSIBLE' as const, reason: 'Filed after the window had closed' };
  return [filed, { type: 'ObjectionDecided', data }];
}

function extend(
  { answerBefore, reason, actor }: Of<'ExtendObjection'>,
  state: KnownObjection,
): ObjectionEvent[] {
  const by = judge(actor, pending(state));
  if (!state.extendable || state.status === 'EXTENDED')
    throw new Refusal('rule', 'EXTENSION_USED_UP', 'The time for the answer is extended once at most');
  return [{ type: 'ObjectionExtended', data: { ...placeOf(state), answerBefore, reason, by } }];
}

function rule(
  { decision, reason, effect, actor }: Of<'DecideObjection'>,
  state: KnownObjection,
): ObjectionEvent[] {
  const by = judge(actor, pending(state));
  const ofSelection = state.against.kind === 'selection';
  const fits =
    decision === 'ACCEPTED'
      ? effect !== undefined && (effect.kind !== 'decision-reversed') === ofSelection
      : effect === undefined;
  if (!fits)
    throw new Refusal(
      'rule',
      'EFFECT_UNFIT',
      'An accepted objection to a selection corrects totals or adds a slot; to another decision, it reverses it',
    );
  return [{ type: 'ObjectionDecided', data: { ...placeOf(state), decision, reason, effect, by } }];
}

function pending(state: KnownObjection): KnownObjection {
  if (state.status === 'FILED' || state.status === 'EXTENDED') return state;
  if (state.status === 'WINDOW_OPEN')
    throw new Refusal('conflict', 'OBJECTION_NOT_FILED', 'No objection has been filed');
  throw closed();
}

const closed = () => new Refusal('conflict', 'OBJECTION_CLOSED', 'The objection has been settled');

/** Somebody who is on neither side and did not decide what is objected to. */
function judge(actor: Actor, { applicant, against }: KnownObjection): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  const own = actor.organisationId !== undefined && actor.organisationId === applicant.organisationId;
  if (own || actor.id === applicant.personId)
    throw new Refusal('forbidden', 'OWN_APPLICATION', 'Nobody decides on their own objection');
  if (against.decidedBy.includes(actor.id))
    throw new Refusal('rule', 'OWN_DECISION', 'Who took a decision does not decide on the objection to it');
  return actor.id;
}

export function placeOf({ objectionId, caseId, stage, run }: KnownObjection) {
  return { objectionId, caseId, stage, run };
}
