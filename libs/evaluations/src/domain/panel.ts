import { type Actor, Refusal, type Violation } from '@doyak/kernel/decider';
import { type Candidate, conflictOf } from './conflicts.js';
import type { EvaluationEvent, Member } from './evaluation.events.js';
import { type KnownEvaluation, placeOf, sitting } from './evaluation.state.js';
import { officer } from './guards.js';

/**
 * Appoints a whole panel (평가위원 위촉). Who has a conflict of interest is excluded in the same breath: the seat is recorded, and free for a
 * replacement.
 */
export function appointPanel(
  candidates: readonly Candidate[],
  actor: Actor,
  state: KnownEvaluation,
): EvaluationEvent[] {
  const by = officer(actor, state);
  if (state.status !== 'appointing')
    throw new Refusal('conflict', 'PANEL_APPOINTED', 'The panel has been appointed');
  refuseUnfit(candidates, by, state);
  const { panel, outside } = state.committee;
  if (candidates.length !== panel)
    throw new Refusal(
      'rule',
      'PANEL_SIZE',
      `The committee has ${panel} members, ${candidates.length} are named`,
    );
  const members = candidates.map(asMember);
  const external = members.filter((one) => one.outside).length;
  if (external < outside) throw tooFewOutside(outside, external);
  const appointed: EvaluationEvent = { type: 'PanelAppointed', data: { ...placeOf(state), members, by } };
  return [appointed, ...exclusions(candidates, state)];
}

/** Fills the seat of a member who fell out. */
export function appointReplacement(
  candidate: Candidate,
  replaces: string,
  actor: Actor,
  state: KnownEvaluation,
): EvaluationEvent[] {
  const by = officer(actor, state);
  if (state.status === 'appointing') throw new Refusal('conflict', 'NO_PANEL', 'There is no panel yet');
  refuseUnfit([candidate], by, state);
  const seat = state.seats.find(({ personId }) => personId === replaces);
  if (!seat?.out || seat.replacedBy !== undefined)
    throw new Refusal('rule', 'NO_SUCH_VACANCY', 'That seat is not vacant');
  const conflict = conflictOf(candidate, state.applicant, state.committee.exclusion);
  if (conflict)
    throw new Refusal(
      'rule',
      'REVIEWER_CONFLICTED',
      `A conflict of interest stands against it: ${conflict.ground}`,
    );
  refuseTooFewOutside(candidate, state);
  const data = { ...placeOf(state), member: asMember(candidate), replaces, by };
  return [{ type: 'ReplacementAppointed', data }];
}

/** Members against whom the data speaks now. */
export function exclusions(candidates: readonly Candidate[], state: KnownEvaluation): EvaluationEvent[] {
  return candidates.flatMap((one): EvaluationEvent[] => {
    const conflict = conflictOf(one, state.applicant, state.committee.exclusion);
    if (!conflict) return [];
    return [{ type: 'ReviewerExcluded', data: { ...placeOf(state), reviewer: one.personId, ...conflict } }];
  });
}

function refuseUnfit(candidates: readonly Candidate[], by: string, { seats, barred }: KnownEvaluation): void {
  const ids = candidates.map(({ personId }) => personId);
  const faults = ids.flatMap((personId, at): Violation[] => {
    const fault = (code: string, detail: string) => [{ pointer: `/reviewers/${at}`, code, detail }];
    if (personId === by) return fault('OFFICER', 'conducts the evaluation');
    if (ids.indexOf(personId) !== at) return fault('TWICE', 'is named twice');
    if (seats.some((seat) => seat.personId === personId))
      return fault('SEATED', 'has or had a seat on this panel');
    return barred.includes(personId)
      ? fault('BARRED', 'fell out of an earlier run for a conflict of interest')
      : [];
  });
  if (faults.length > 0)
    throw new Refusal('rule', 'REVIEWER_UNFIT', 'Some of those named cannot sit on this panel', faults);
}

/** Once all vacant seats are filled, as many as the committee asks for must come from outside. */
function refuseTooFewOutside(candidate: Candidate, state: KnownEvaluation): void {
  const { panel, outside } = state.committee;
  const seated = sitting(state);
  const vacanciesAfter = panel - seated.length - 1;
  const external = [...seated, candidate].filter((one) => one.outside).length;
  if (external + vacanciesAfter < outside) throw tooFewOutside(outside, external);
}

const tooFewOutside = (needed: number, given: number) =>
  new Refusal('rule', 'OUTSIDE_MEMBERS', `${needed} must come from outside the agency, ${given} do`);

const asMember = ({ personId, organisationId, outside }: Candidate): Member => ({
  ...{ personId, organisationId, outside },
});
