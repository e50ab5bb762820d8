import { type Actor, Refusal } from '@doyak/kernel/decider';
import { settled } from './challenges.js';
import type { Candidate } from './conflicts.js';
import type { EvaluationEvent, FallOut, Outcome, Result } from './evaluation.events.js';
import {
  ballotsOf,
  evolve,
  type KnownEvaluation,
  openChallenges,
  placeOf,
  sitting,
} from './evaluation.state.js';
import { officer } from './guards.js';
import { exclusions } from './panel.js';
import { countConfirmed, score } from './scoring.js';

/** What the ballots that count give; `undefined` without a quorum (정족수). */
export function resultOf(state: KnownEvaluation): Result | undefined {
  const ballots = ballotsOf(state);
  const { sheet, committee, bonuses } = state;
  if (ballots.length < committee.quorum) return undefined;
  return sheet.kind === 'scored'
    ? score(sheet, ballots, { drop: committee.drop, awarded: bonuses })
    : countConfirmed(sheet, ballots);
}

export function outcomeOf({ kind, passed }: Result): Outcome {
  if (kind === 'scored') return passed ? 'passed' : 'failed';
  return passed ? 'confirmed' : 'refuted';
}

/** Closes the panel with its minutes (회의록). Members against whom the data speaks by now are excluded first. */
export function closeEvaluation(
  { minutes, candidates }: { minutes: string; candidates: readonly Candidate[] },
  actor: Actor,
  state: KnownEvaluation,
): EvaluationEvent[] {
  const by = officer(actor, state);
  const found = exclusions(onPanel(candidates, state), state);
  const excluded = settled(state, found);
  const current = excluded.reduce(evolve, state) as KnownEvaluation;
  if (openChallenges(current).length > 0)
    throw new Refusal('conflict', 'CHALLENGE_OPEN', 'The committee has yet to decide on a challenge');
  const result = resultOf(current);
  if (!result) {
    const { quorum } = state.committee;
    const count = ballotsOf(current).length;
    throw new Refusal('rule', 'QUORUM_MISSING', `The quorum is ${quorum}, ${count} ballots count`);
  }
  return [...excluded, closed(current, { outcome: outcomeOf(result), result, minutes, by })];
}

/** The applicant did not appear at the presentation (불참). */
export function recordNoShow(minutes: string, actor: Actor, state: KnownEvaluation): EvaluationEvent[] {
  const by = officer(actor, state);
  if (state.kind !== 'presentation-evaluation')
    throw new Refusal('rule', 'NO_PRESENTATION', 'Nobody has to appear at this evaluation');
  if (ballotsOf(state).length > 0)
    throw new Refusal('conflict', 'BALLOTS_GIVEN', 'Ballots were given, so that the applicant was heard');
  return [closed(state, { outcome: 'no-show', minutes, by })];
}

/**
 * A reviewer falls out: the seat counts no longer. What was closed is computed again from the ballots that are left, quorum included.
 */
export function fallenOut(
  state: KnownEvaluation,
  event: EvaluationEvent & { data: { reviewer: string } },
  fallOut: FallOut,
): EvaluationEvent[] {
  const { reviewer } = event.data;
  const events = settled(state, [event]);
  const counted = ballotsOf(state).some((ballot) => ballot.reviewer === reviewer);
  if (state.closing?.told === undefined || state.closing.told === 'no-show' || !counted) return events;
  const result = resultOf(events.reduce(evolve, state) as KnownEvaluation);
  const outcome = result && outcomeOf(result);
  const data = { ...placeOf(state), reviewer, fallOut, outcome, result, was: state.closing.outcome };
  return [...events, { type: 'EvaluationRecomputed', data }];
}

/** Of these, the ones who sit on the panel. */
export function onPanel(candidates: readonly Candidate[], state: KnownEvaluation): Candidate[] {
  const seated = sitting(state).map(({ personId }) => personId);
  return candidates.filter(({ personId }) => seated.includes(personId));
}

function closed(
  state: KnownEvaluation,
  how: { outcome: Outcome; result?: Result; minutes: string; by: string },
): EvaluationEvent {
  const [present, absent] = [true, false].map((given) =>
    sitting(state)
      .filter(({ marks }) => (marks !== undefined) === given)
      .map(({ personId }) => personId),
  ) as [string[], string[]];
  return { type: 'EvaluationClosed', data: { ...placeOf(state), ...how, present, absent } };
}
