import { type Actor, type Decider, fold, type Given, Refusal } from '@doyak/kernel/decider';
import { rankCandidates } from './ranking.js';
import type { Placed, SelectionEvent, SelectionOpening, StageTotal } from './selection.events.js';
import {
  type Candidate,
  evolve,
  freeSlots,
  type KnownSelection,
  nextReserve,
  type SelectionState,
  standing,
} from './selection.state.js';

/** How an accepted objection (인용) gets its place: by totals that were wrong, or by a slot beside those of the round. */
export type Admission =
  | { readonly basis: 'corrected-totals'; readonly totals: readonly StageTotal[] }
  | { readonly basis: 'slot-added' };

export type SelectionCommand =
  | {
      type: 'JoinSelection';
      opening: SelectionOpening;
      candidate: Pick<Candidate, 'caseId' | 'applicationId' | 'run' | 'applicant' | 'quotas'>;
    }
  | { type: 'RecordTotal'; opening: SelectionOpening; caseId: string; total: StageTotal }
  | { type: 'DecideTie'; order: readonly string[]; reason: string }
  | { type: 'Rank' }
  | { type: 'Publish' }
  | { type: 'LeaveSelection'; caseId: string }
  | { type: 'EndReserveList'; reason: string }
  | { type: 'Admit'; caseId: string; objectionId: string; admission: Admission; reason: string; by: string };

type Of<Type extends SelectionCommand['type']> = Given<Extract<SelectionCommand, { type: Type }>>;

/**
 * The selection (선정) of a round's track: candidates join when their selection stage opens; one officer ranks them, another publishes; a
 * selected one that leaves makes room for the first reserve (예비); an accepted objection admits its candidate. Never are more selected than
 * there are slots.
 */
export const selection: Decider<SelectionState, SelectionCommand, SelectionEvent> = {
  name: 'selection',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<SelectionCommand>, state: SelectionState): SelectionEvent[] {
  if (command.type === 'JoinSelection') return begun(state, command.opening, (known) => join(command, known));
  if (command.type === 'RecordTotal') return begun(state, command.opening, (known) => record(command, known));
  if (state.status === 'none')
    throw new Refusal('not-found', 'SELECTION_NOT_FOUND', 'There is no such selection');
  switch (command.type) {
    case 'LeaveSelection':
      return leave(command, state);
    case 'Admit':
      return admit(command, state);
    case 'DecideTie':
      return decideTie(command, state, officer(command.actor, state));
    case 'Rank': {
      const by = officer(command.actor, state);
      return [{ type: 'CandidatesRanked', data: { ...of(state), ranking: rank(state), by } }];
    }
    case 'Publish':
      return publish(state, officer(command.actor, state));
    case 'EndReserveList': {
      const by = officer(command.actor, state);
      const caseIds = standing(state, 'reserve').map(({ caseId }) => caseId);
      if (caseIds.length === 0) throw new Refusal('conflict', 'NO_RESERVES', 'There are no reserves');
      return [{ type: 'ReserveListEnded', data: { ...of(state), caseIds, reason: command.reason, by } }];
    }
  }
}

function begun(
  state: SelectionState,
  opening: SelectionOpening,
  next: (state: KnownSelection) => SelectionEvent[],
): SelectionEvent[] {
  if (state.status !== 'none') return next(state);
  const opened: SelectionEvent = { type: 'SelectionOpened', data: opening };
  return [opened, ...next(fold({ initialState: state, evolve }, [opened]) as KnownSelection)];
}

function join({ candidate }: Of<'JoinSelection'>, state: KnownSelection): SelectionEvent[] {
  const known = state.candidates[candidate.caseId];
  if (known && known.run >= candidate.run) return [];
  return [{ type: 'CandidateJoined', data: { ...of(state), ...candidate, quotas: [...candidate.quotas] } }];
}

/** What was published rests on the totals of then: afterwards only an accepted objection changes one. */
function record({ caseId, total }: Of<'RecordTotal'>, state: KnownSelection): SelectionEvent[] {
  if (!state.weights.some(({ stage }) => stage === total.stage)) return [];
  if (JSON.stringify(state.totals[caseId]?.[total.stage]) === JSON.stringify(total)) return [];
  const known = state.candidates[caseId];
  if (known && known.standing !== 'unplaced') {
    if (known.standing === 'left') return [];
    throw new Refusal('conflict', 'RESULT_PUBLISHED', 'The result of this case has been published');
  }
  return [totalRecorded(state, caseId, total)];
}

function totalRecorded(state: KnownSelection, caseId: string, total: StageTotal): SelectionEvent {
  return { type: 'CandidateTotalRecorded', data: { ...of(state), caseId, ...total } };
}

/** An officer who is on no candidate's side. */
function officer(actor: Actor, state: KnownSelection): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  const own = Object.values(state.candidates).some(
    ({ applicant }) =>
      applicant.personId === actor.id ||
      (actor.organisationId !== undefined && applicant.organisationId === actor.organisationId),
  );
  if (own)
    throw new Refusal('forbidden', 'OWN_APPLICATION', 'Nobody selects where their own organisation applies');
  return actor.id;
}

/** Ranks those who have no place yet into what is left of slots and reserves. */
function rank(state: KnownSelection): Placed[] {
  const unplaced = standing(state, 'unplaced');
  if (unplaced.length === 0) throw new Refusal('conflict', 'NO_CANDIDATES', 'Nobody waits for a result');
  const reserved = standing(state, 'reserve');
  // A free slot belongs to the reserves who wait for one.
  const slots = Math.max(0, freeSlots(state) - reserved.length);
  return rankCandidates(rankable(state, unplaced), {
    ...{ weights: state.weights, tieOrders: state.tieOrders, slots },
    reserves: Math.max(0, state.reserves - reserved.length),
    firstReserve: Math.max(0, ...reserved.map(({ reserve }) => reserve!)) + 1,
    quotas: quotasLeft(state),
  });
}

function quotasLeft(state: KnownSelection) {
  return state.quotas.map(({ id, slots }) => {
    const used = standing(state, 'selected').filter(({ published }) => published?.quota === id).length;
    return { id, slots: Math.max(0, slots - used) };
  });
}

function rankable(state: KnownSelection, candidates: readonly Candidate[]) {
  const missing = candidates.flatMap(({ caseId }) =>
    state.weights
      .filter(({ stage }) => state.totals[caseId]?.[stage] === undefined)
      .map(({ stage }) => ({
        pointer: `/candidates/${caseId}/${stage}`,
        code: 'MISSING',
        detail: 'has no total',
      })),
  );
  if (missing.length > 0)
    throw new Refusal('rule', 'TOTALS_MISSING', 'Some evaluations have no total yet', missing);
  return candidates.map(({ caseId, quotas }) => ({
    ...{ caseId, quotas },
    totals: state.weights.map(({ stage }) => state.totals[caseId]![stage]!),
  }));
}

function decideTie({ order, reason }: Of<'DecideTie'>, state: KnownSelection, by: string): SelectionEvent[] {
  if (!state.ranking) throw new Refusal('conflict', 'NOT_RANKED', 'There is no ranking that waits');
  const ranked = state.ranking.places;
  const first = ranked.find(({ caseId }) => caseId === order[0]);
  const tied = ranked.filter(({ rank: other }) => other === first?.rank).map(({ caseId }) => caseId);
  const same = tied.length === order.length && tied.every((caseId) => order.includes(caseId));
  if (!first || tied.length < 2 || !same)
    throw new Refusal('rule', 'NOT_A_TIE', 'An order names all who share one rank, each once');
  return [{ type: 'TieDecided', data: { ...of(state), order: [...order], reason, by } }];
}

function publish(state: KnownSelection, by: string): SelectionEvent[] {
  if (!state.ranking) throw new Refusal('conflict', 'NOT_RANKED', 'There is no ranking that waits');
  const { places, by: rankedBy } = state.ranking;
  if (rankedBy === by)
    throw new Refusal('rule', 'SECOND_PERSON_NEEDED', 'Another person has to publish what this one ranked');
  const tied = places.filter((one) => one.tied);
  if (tied.length > 0) {
    const violations = tied.map(({ caseId, rank: shared }) => ({
      ...{ pointer: `/candidates/${caseId}`, code: 'TIED', detail: `shares rank ${shared}` },
    }));
    throw new Refusal('rule', 'TIES_UNDECIDED', 'Some share a rank and would fare differently', violations);
  }
  return [{ type: 'ResultsPublished', data: { ...of(state), places: [...places], rankedBy, by } }];
}

function leave({ caseId }: Of<'LeaveSelection'>, state: KnownSelection): SelectionEvent[] {
  const known = state.candidates[caseId];
  if (!known || known.standing === 'left' || known.standing === 'lapsed' || known.standing === 'rejected')
    return [];
  const left: SelectionEvent = { type: 'CandidateLeft', data: { ...of(state), caseId, was: known.standing } };
  const after = evolve(state, left) as KnownSelection;
  const next = nextReserve(after);
  if (known.standing !== 'selected' || !next || freeSlots(after) < 1) return [left];
  const data = { ...of(state), caseId: next.caseId, reserve: next.reserve!, inPlaceOf: caseId };
  return [left, { type: 'ReserveMovedUp', data }];
}

/** Gives the candidate of an accepted objection a slot: a free one, otherwise one that is added. Whether it should was decided with it. */
function admit(
  { caseId, objectionId, admission, reason, by }: Of<'Admit'>,
  state: KnownSelection,
): SelectionEvent[] {
  const known = state.candidates[caseId];
  if (!known?.published)
    throw new Refusal('conflict', 'RESULT_NOT_PUBLISHED', 'There is no result to correct');
  if (known.standing === 'selected') return [];
  if (known.standing === 'left') throw new Refusal('conflict', 'CANDIDATE_LEFT', 'The applicant has left');
  const corrected =
    admission.basis === 'corrected-totals'
      ? admission.totals.map((total) => totalRecorded(state, caseId, total))
      : [];
  // Reserves who wait for a free slot are not passed over.
  const free = freeSlots(state) - standing(state, 'reserve').length > 0;
  const data = {
    ...{ ...of(state), caseId, objectionId, basis: admission.basis, reason, by },
    slot: free ? ('free' as const) : ('added' as const),
  };
  return [...corrected, { type: 'CandidateAdmitted', data }];
}

/** Whether a candidate would be selected with these totals, were all who had a result ranked today. Refusal: TOTALS_MISSING. */
export function wouldBeSelected(
  state: KnownSelection,
  caseId: string,
  totals: readonly StageTotal[],
): boolean {
  const corrected = totals.map((total) => totalRecorded(state, caseId, total));
  const after = fold({ initialState: state, evolve }, corrected) as KnownSelection;
  const all = Object.values(after.candidates).filter(
    ({ published, standing: now }) => published && now !== 'left',
  );
  const ranking = rankCandidates(rankable(after, all), {
    ...{ weights: state.weights, tieOrders: state.tieOrders, quotas: state.quotas },
    ...{ slots: state.slots, reserves: 0, firstReserve: 1 },
  });
  return ranking.some((one) => one.caseId === caseId && one.place === 'selected');
}

const of = ({ selectionId }: KnownSelection) => ({ selectionId });
