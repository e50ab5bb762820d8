import { type Actor, Refusal } from '@doyak/kernel/decider';
import type { EvaluationEvent } from './evaluation.events.js';
import {
  type Challenge,
  evolve,
  type KnownEvaluation,
  openChallenges,
  placeOf,
  sitting,
} from './evaluation.state.js';
import { person, refuseUnpledged, reviewer } from './guards.js';

/** A party asks that a member be kept away (기피 신청). */
export function fileChallenge(
  { reviewer: challenged, grounds }: { reviewer: string; grounds: string },
  actor: Actor,
  state: KnownEvaluation,
): EvaluationEvent[] {
  const by = person(actor);
  const { applicant, committee, challenges } = state;
  const party =
    applicant.organisationId === undefined
      ? by === applicant.personId
      : actor.organisationId === applicant.organisationId;
  if (!party)
    throw new Refusal('forbidden', 'NOT_THE_APPLICANT', 'Only a party to the case may challenge a member');
  if (!committee.challenge)
    throw new Refusal('rule', 'CHALLENGE_NOT_FORESEEN', 'The program foresees no challenge');
  if (!sitting(state).some(({ personId }) => personId === challenged))
    throw new Refusal('rule', 'NOT_A_MEMBER', 'That person does not sit on the panel');
  if (challenges.some((one) => one.reviewer === challenged))
    throw new Refusal('conflict', 'CHALLENGED_BEFORE', 'This member has been challenged before');
  const data = { ...placeOf(state), challenge: challenges.length + 1, reviewer: challenged, grounds, by };
  return [{ type: 'ChallengeFiled', data }];
}

/** The committee decides by majority, without the challenged member (기피 의결). */
export function voteOnChallenge(
  { challenge, uphold }: { challenge: number; uphold: boolean },
  actor: Actor,
  state: KnownEvaluation,
): EvaluationEvent[] {
  const seat = reviewer(actor, state);
  const found = state.challenges.find((one) => one.challenge === challenge);
  if (!found) throw new Refusal('not-found', 'CHALLENGE_NOT_FOUND', 'There is no such challenge');
  if (found.reviewer === seat.personId)
    throw new Refusal('forbidden', 'OWN_CHALLENGE', 'The committee decides without the challenged member');
  if (found.decision !== undefined)
    throw new Refusal('conflict', 'CHALLENGE_DECIDED', 'The challenge has been decided');
  refuseUnpledged(seat, state);
  const data = { ...placeOf(state), challenge, uphold, by: seat.personId };
  return settled(state, [{ type: 'ChallengeVoted', data }]);
}

/** Adds the decisions on challenges that follow from `events`. */
export function settled(state: KnownEvaluation, events: readonly EvaluationEvent[]): EvaluationEvent[] {
  let current = events.reduce(evolve, state) as KnownEvaluation;
  const all = [...events];
  for (const one of openChallenges(current)) {
    const decided = settle(one, current);
    if (!decided) continue;
    all.push(decided);
    current = evolve(current, decided) as KnownEvaluation;
  }
  return all;
}

function settle({ challenge, reviewer: challenged, votes }: Challenge, state: KnownEvaluation) {
  const seated = sitting(state).map(({ personId }) => personId);
  const voters = seated.filter((one) => one !== challenged);
  const counted = votes.filter(({ by }) => voters.includes(by));
  const upheld = counted.filter(({ uphold }) => uphold).length;
  const decide = (decision: 'upheld' | 'rejected' | 'moot'): EvaluationEvent => ({
    type: 'ChallengeDecided',
    data: { ...placeOf(state), challenge, reviewer: challenged, decision, votes: counted },
  });
  if (!seated.includes(challenged)) return decide('moot');
  if (upheld * 2 > voters.length) return decide('upheld');
  // A tie is no majority.
  const against = counted.length - upheld;
  return voters.length > 0 && against * 2 >= voters.length ? decide('rejected') : undefined;
}
