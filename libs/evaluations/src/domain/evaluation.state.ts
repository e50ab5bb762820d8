import type { EvaluationEvent, FallOut, Member, Opening, Outcome, Result } from './evaluation.events.js';
import type { Conflict, Ground } from './conflicts.js';
import type { Ballot } from './scoring.js';
import type { Mark } from './sheet.js';

/** Why a seat ended: what an exclusion was found from, and who said so where a person did. */
export interface Why {
  readonly ground?: Ground;
  readonly source?: Conflict['source'] | 'officer';
  readonly relationId?: string;
  readonly reason?: string;
  readonly by?: string;
}

/** A seat on the panel (평가위원석). */
export interface Seat extends Member {
  readonly pledged: boolean;
  readonly marks?: readonly Mark[];
  readonly opinion?: string;
  /** Absent: the seat counts. */
  readonly out?: FallOut;
  readonly why?: Why;
  readonly replacedBy?: string;
}

export interface Challenge {
  readonly challenge: number;
  readonly reviewer: string;
  readonly grounds: string;
  readonly by: string;
  readonly votes: readonly { readonly by: string; readonly uphold: boolean }[];
  readonly decision?: 'upheld' | 'rejected' | 'moot';
}

export interface Closing {
  /** As it stands: changed when a reviewer falls out afterwards. Absent: too few ballots are left. */
  readonly outcome?: Outcome;
  readonly result?: Result;
  /** What the case was told. */
  readonly told: Outcome;
  readonly minutes: string;
  readonly present: readonly string[];
  readonly absent: readonly string[];
  readonly by: string;
}

export interface KnownEvaluation extends Omit<Opening, 'carried'> {
  /** `appointing`: no panel yet. */
  readonly status: 'appointing' | 'scoring' | 'closed' | 'stopped';
  readonly seats: readonly Seat[];
  readonly challenges: readonly Challenge[];
  readonly bonuses: readonly string[];
  readonly closing?: Closing;
}

export type EvaluationState = { readonly status: 'none' } | KnownEvaluation;

export function evolve(state: EvaluationState, event: EvaluationEvent): EvaluationState {
  if (event.type === 'EvaluationOpened') {
    const { carried, ...opening } = event.data;
    const status = carried.length > 0 ? 'scoring' : 'appointing';
    return { ...opening, status, seats: carried, challenges: [], bonuses: [] };
  }
  if (state.status === 'none') return state;
  const withSeat = (reviewer: string, change: Partial<Seat>): KnownEvaluation => ({
    ...state,
    seats: state.seats.map((one) => (one.personId === reviewer ? { ...one, ...change } : one)),
  });
  const withChallenge = (challenge: number, change: (one: Challenge) => Partial<Challenge>) => ({
    ...state,
    challenges: state.challenges.map((one) =>
      one.challenge === challenge ? { ...one, ...change(one) } : one,
    ),
  });
  switch (event.type) {
    case 'PanelAppointed': {
      const seats = event.data.members.map((member) => ({ ...member, pledged: false }));
      return { ...state, status: 'scoring', seats };
    }
    case 'ReplacementAppointed': {
      const { member, replaces } = event.data;
      const left = withSeat(replaces, { replacedBy: member.personId });
      return { ...left, seats: [...left.seats, { ...member, pledged: false }] };
    }
    case 'ReviewerExcluded': {
      const { reviewer, ground, source, relationId, reason, by } = event.data;
      return withSeat(reviewer, { out: 'exclusion', why: { ground, source, relationId, reason, by } });
    }
    case 'ReviewerRecused':
      return withSeat(event.data.reviewer, { out: 'recusal', why: { reason: event.data.reason } });
    case 'ReviewerReleased': {
      const { reviewer, reason, by } = event.data;
      return withSeat(reviewer, { out: 'release', why: { reason, by } });
    }
    case 'ChallengeFiled': {
      const { challenge, reviewer, grounds, by } = event.data;
      return { ...state, challenges: [...state.challenges, { challenge, reviewer, grounds, by, votes: [] }] };
    }
    case 'ChallengeVoted': {
      const { challenge, by, uphold } = event.data;
      return withChallenge(challenge, ({ votes }) => ({
        votes: [...votes.filter((vote) => vote.by !== by), { by, uphold }],
      }));
    }
    case 'ChallengeDecided': {
      const { challenge, reviewer, decision } = event.data;
      const decided = withChallenge(challenge, () => ({ decision }));
      if (decision !== 'upheld') return decided;
      return { ...decided, seats: withSeat(reviewer, { out: 'challenge' }).seats };
    }
    case 'PledgeGiven':
      return withSeat(event.data.reviewer, { pledged: true });
    case 'BallotGiven': {
      const { reviewer, marks, opinion } = event.data;
      return withSeat(reviewer, { marks, opinion });
    }
    case 'BonusAwarded':
      return { ...state, bonuses: event.data.bonuses };
    case 'EvaluationClosed': {
      const { outcome, result, minutes, present, absent, by } = event.data;
      const closing = { outcome, result, told: outcome, minutes, present, absent, by };
      return { ...state, status: 'closed', closing };
    }
    case 'EvaluationRecomputed': {
      const { outcome, result } = event.data;
      return state.closing ? { ...state, closing: { ...state.closing, outcome, result } } : state;
    }
    case 'EvaluationStopped':
      return { ...state, status: 'stopped' };
  }
}

/** Seats that count. */
export const sitting = ({ seats }: KnownEvaluation): Seat[] => seats.filter(({ out }) => out === undefined);

/** Ballots that count: of seats that count. */
export const ballotsOf = (state: KnownEvaluation): Ballot[] =>
  sitting(state).flatMap(({ personId, marks }) => (marks ? [{ reviewer: personId, marks }] : []));

export const openChallenges = ({ challenges }: KnownEvaluation): Challenge[] =>
  challenges.filter(({ decision }) => decision === undefined);

export const placeOf = ({ evaluationId, caseId, stage, run }: KnownEvaluation) => ({
  ...{ evaluationId, caseId, stage, run },
});
