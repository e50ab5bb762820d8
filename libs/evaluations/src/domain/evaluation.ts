import { type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import { fileChallenge, voteOnChallenge } from './challenges.js';
import { closeEvaluation, fallenOut, onPanel, recordNoShow } from './closing.js';
import type { Candidate, Ground } from './conflicts.js';
import type { EvaluationEvent, Opening } from './evaluation.events.js';
import {
  type EvaluationState,
  evolve,
  type KnownEvaluation,
  openChallenges,
  placeOf,
} from './evaluation.state.js';
import { officer, person, refuseUnpledged, reviewer } from './guards.js';
import { appointPanel, appointReplacement, exclusions } from './panel.js';
import { faultsOf, type Mark } from './sheet.js';

/** Where a command names candidates, they are what the data knows of those persons when it is given. */
export type EvaluationCommand =
  | ({ type: 'OpenEvaluation' } & Opening)
  | { type: 'AppointPanel'; candidates: readonly Candidate[] }
  | { type: 'AppointReplacement'; candidate: Candidate; replaces: string }
  | { type: 'CheckConflicts'; candidates: readonly Candidate[] }
  | { type: 'ExcludeReviewer'; reviewer: string; ground: Ground; reason: string }
  | { type: 'RecuseReviewer'; reason: string }
  | { type: 'ReleaseReviewer'; reviewer: string; reason: string }
  | { type: 'FileChallenge'; reviewer: string; grounds: string }
  | { type: 'VoteOnChallenge'; challenge: number; uphold: boolean }
  | { type: 'GivePledge'; candidate: Candidate }
  | { type: 'GiveBallot'; marks: readonly Mark[]; opinion?: string; candidate: Candidate }
  | { type: 'AwardBonus'; bonuses: readonly string[]; reason: string }
  | { type: 'CloseEvaluation'; minutes: string; candidates: readonly Candidate[] }
  | { type: 'RecordNoShow'; minutes: string }
  | { type: 'StopEvaluation'; because: 'case-closed' | 'stage-closed' };

type Of<Type extends EvaluationCommand['type']> = Given<Extract<EvaluationCommand, { type: Type }>>;

/**
 * One run of an evaluation stage (평가): a panel is appointed, pledges, and scores blindly; conflicts of interest void a member's ballot at any
 * time, also after closing; an officer closes the panel with its minutes once a quorum has scored.
 */
export const evaluation: Decider<EvaluationState, EvaluationCommand, EvaluationEvent> = {
  name: 'evaluation',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<EvaluationCommand>, state: EvaluationState): EvaluationEvent[] {
  if (command.type === 'OpenEvaluation') {
    if (state.status !== 'none') return [];
    const { type: _type, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'EvaluationOpened', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'EVALUATION_NOT_FOUND', 'There is no such evaluation');
  const { actor } = command;
  switch (command.type) {
    case 'StopEvaluation':
      if (state.status === 'closed' || state.status === 'stopped') return [];
      return [{ type: 'EvaluationStopped', data: { ...placeOf(state), because: command.because } }];
    case 'CheckConflicts':
      return checkConflicts(command, state);
    case 'ExcludeReviewer':
      return exclude(command, state);
    case 'RecuseReviewer':
      return recuse(command, state);
  }
  if (state.status === 'closed' || state.status === 'stopped')
    throw new Refusal('conflict', 'EVALUATION_CLOSED', 'The evaluation has been closed or stopped');
  switch (command.type) {
    case 'AppointPanel':
      return appointPanel(command.candidates, actor, state);
    case 'AppointReplacement':
      return appointReplacement(command.candidate, command.replaces, actor, state);
    case 'ReleaseReviewer':
      return release(command, state);
    case 'FileChallenge':
      return fileChallenge(command, actor, state);
    case 'VoteOnChallenge':
      return voteOnChallenge(command, actor, state);
    case 'GivePledge':
      return pledge(command, state);
    case 'GiveBallot':
      return giveBallot(command, state);
    case 'AwardBonus':
      return awardBonus(command, state);
    case 'CloseEvaluation':
      return closeEvaluation(command, actor, state);
    case 'RecordNoShow':
      return recordNoShow(command.minutes, actor, state);
  }
}

/** Excludes whom the data speaks against by now; anybody may ask for it, since nobody decides anything. */
function checkConflicts({ candidates }: Of<'CheckConflicts'>, state: KnownEvaluation): EvaluationEvent[] {
  if (state.status === 'stopped') return [];
  const found = exclusions(onPanel(candidates, state), state) as Parameters<typeof fallenOut>[1][];
  const events: EvaluationEvent[] = [];
  for (const one of found) {
    const current = events.reduce(evolve, state) as KnownEvaluation;
    events.push(...fallenOut(current, one, 'exclusion'));
  }
  return events;
}

/** An officer finds a ground that no data tells. */
function exclude(command: Of<'ExcludeReviewer'>, state: KnownEvaluation): EvaluationEvent[] {
  const by = officer(command.actor, state);
  const { reviewer: excluded, ground, reason } = command;
  refuseStopped(state);
  refuseAbsent(excluded, state);
  const data = { ...placeOf(state), reviewer: excluded, ground, source: 'officer' as const, reason, by };
  return fallenOut(state, { type: 'ReviewerExcluded', data }, 'exclusion');
}

/** A duty (회피), so that nothing but an ended seat stands against it. */
function recuse({ actor, reason }: Of<'RecuseReviewer'>, state: KnownEvaluation): EvaluationEvent[] {
  const by = person(actor);
  refuseStopped(state);
  const seat = state.seats.find(({ personId }) => personId === by);
  if (!seat) throw new Refusal('forbidden', 'NOT_ON_PANEL', 'Only members of the panel may do this');
  if (seat.out !== undefined)
    throw new Refusal('forbidden', 'REVIEWER_OUT', 'This seat on the panel has ended');
  const data = { ...placeOf(state), reviewer: by, reason };
  return fallenOut(state, { type: 'ReviewerRecused', data }, 'recusal');
}

/** Frees a seat whose holder cannot come. Never one that has scored: otherwise an unwelcome score could be put aside. */
function release(command: Of<'ReleaseReviewer'>, state: KnownEvaluation): EvaluationEvent[] {
  const by = officer(command.actor, state);
  const seat = refuseAbsent(command.reviewer, state);
  if (seat.marks)
    throw new Refusal('rule', 'BALLOT_GIVEN', 'Who has scored can only fall out for a conflict of interest');
  const data = { ...placeOf(state), reviewer: command.reviewer, reason: command.reason, by };
  return fallenOut(state, { type: 'ReviewerReleased', data }, 'release');
}

/** 평가위원 서약 */
function pledge({ actor, candidate }: Of<'GivePledge'>, state: KnownEvaluation): EvaluationEvent[] {
  const seat = reviewer(actor, state, candidate);
  if (seat.pledged) return [];
  return [{ type: 'PledgeGiven', data: { ...placeOf(state), reviewer: seat.personId } }];
}

/** A ballot may be given again until the panel is closed; the last one counts. */
function giveBallot(command: Of<'GiveBallot'>, state: KnownEvaluation): EvaluationEvent[] {
  const seat = reviewer(command.actor, state, command.candidate);
  refuseUnpledged(seat, state);
  if (openChallenges(state).some((one) => one.reviewer === seat.personId))
    throw new Refusal('conflict', 'CHALLENGE_OPEN', 'The committee has yet to decide on a challenge');
  const faults = faultsOf(state.sheet, command.marks);
  if (faults.length > 0)
    throw new Refusal('rule', 'BALLOT_INVALID', 'The ballot does not fit the sheet', faults);
  const { marks, opinion } = command;
  return [
    { type: 'BallotGiven', data: { ...placeOf(state), reviewer: seat.personId, marks: [...marks], opinion } },
  ];
}

function awardBonus(command: Of<'AwardBonus'>, state: KnownEvaluation): EvaluationEvent[] {
  const by = officer(command.actor, state);
  const known = state.sheet.kind === 'scored' ? state.sheet.bonuses.map(({ id }) => id) : [];
  const unknown = command.bonuses.flatMap((id, at) =>
    known.includes(id)
      ? []
      : [{ pointer: `/bonuses/${at}`, code: 'UNKNOWN', detail: 'is not a bonus of the stage' }],
  );
  if (unknown.length > 0) throw new Refusal('rule', 'BONUS_UNKNOWN', 'The stage has no such bonus', unknown);
  const bonuses = [...new Set(command.bonuses)].sort();
  return [{ type: 'BonusAwarded', data: { ...placeOf(state), bonuses, reason: command.reason, by } }];
}

function refuseStopped({ status }: KnownEvaluation): void {
  if (status === 'stopped')
    throw new Refusal('conflict', 'EVALUATION_CLOSED', 'The evaluation has been closed or stopped');
}

function refuseAbsent(personId: string, { seats }: KnownEvaluation) {
  const seat = seats.find((one) => one.personId === personId);
  if (!seat || seat.out !== undefined)
    throw new Refusal('rule', 'NOT_A_MEMBER', 'That person does not sit on the panel');
  return seat;
}
