import type { Placed, SelectionEvent, SelectionOpening, StageTotal } from './selection.events.js';

export type Standing = 'unplaced' | 'selected' | 'reserve' | 'rejected' | 'lapsed' | 'left';

export interface Candidate {
  readonly caseId: string;
  readonly applicationId: string;
  /** Run of the selection stage that waits for the result. */
  readonly run: number;
  readonly applicant: { readonly personId: string; readonly organisationId?: string };
  readonly quotas: readonly string[];
  readonly standing: Standing;
  readonly reserve: number | undefined;
  /** As published. */
  readonly published: Placed | undefined;
  /** Persons who decided the standing. */
  readonly decidedBy: readonly string[];
}

export interface KnownSelection extends SelectionOpening {
  readonly status: 'open' | 'ranked' | 'published';
  readonly candidates: Readonly<Record<string, Candidate>>;
  /** By case, then by stage. */
  readonly totals: Readonly<Record<string, Readonly<Record<string, StageTotal>>>>;
  /** Orders that operators gave candidates whom nothing told apart. */
  readonly tieOrders: readonly (readonly string[])[];
  /** Not published yet. */
  readonly ranking: { readonly places: readonly Placed[]; readonly by: string } | undefined;
}

export type SelectionState = { readonly status: 'none' } | KnownSelection;

export function evolve(state: SelectionState, event: SelectionEvent): SelectionState {
  if (event.type === 'SelectionOpened') {
    const empty = { candidates: {}, totals: {}, tieOrders: [], ranking: undefined };
    return { ...event.data, status: 'open', ...empty };
  }
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'CandidateJoined': {
      const { selectionId: _, ...joined } = event.data;
      const fresh = {
        standing: 'unplaced' as const,
        reserve: undefined,
        published: undefined,
        decidedBy: [],
      };
      const candidates = { ...state.candidates, [joined.caseId]: { ...joined, ...fresh } };
      return { ...unranked({ ...state, candidates }), status: 'open' };
    }
    case 'CandidateTotalRecorded': {
      const { caseId, stage, total, criteria } = event.data;
      const ofCase = { ...state.totals[caseId], [stage]: { stage, total, criteria } };
      return unranked({ ...state, totals: { ...state.totals, [caseId]: ofCase } });
    }
    case 'TieDecided':
      return unranked({ ...state, tieOrders: [...state.tieOrders, event.data.order] });
    case 'CandidatesRanked':
      return { ...state, status: 'ranked', ranking: { places: event.data.ranking, by: event.data.by } };
    case 'ResultsPublished': {
      const { places, rankedBy, by } = event.data;
      const published = places.reduce(
        (current, one) =>
          withCandidate(current, one.caseId, {
            ...{ standing: one.place, reserve: one.reserve, published: one },
            decidedBy: [rankedBy, by],
          }),
        state,
      );
      return { ...published, status: 'published', ranking: undefined };
    }
    case 'CandidateLeft':
      return unranked(withCandidate(state, event.data.caseId, { standing: 'left', reserve: undefined }));
    case 'ReserveMovedUp':
      return withCandidate(state, event.data.caseId, { standing: 'selected', reserve: undefined });
    case 'ReserveListEnded': {
      const { caseIds, by } = event.data;
      const change = { standing: 'lapsed', reserve: undefined, decidedBy: [by] } as const;
      return unranked(caseIds.reduce((current, caseId) => withCandidate(current, caseId, change), state));
    }
    case 'CandidateAdmitted': {
      const { caseId, slot, by } = event.data;
      const admitted = withCandidate(state, caseId, {
        standing: 'selected',
        reserve: undefined,
        decidedBy: [by],
      });
      return unranked(slot === 'added' ? { ...admitted, slots: state.slots + 1 } : admitted);
    }
  }
}

/** A ranking that waits for its publication holds no longer once what it was made from has changed. */
function unranked(state: KnownSelection): KnownSelection {
  return state.ranking ? { ...state, status: 'open', ranking: undefined } : state;
}

function withCandidate(state: KnownSelection, caseId: string, change: Partial<Candidate>): KnownSelection {
  const known = state.candidates[caseId];
  if (!known) return state;
  return { ...state, candidates: { ...state.candidates, [caseId]: { ...known, ...change } } };
}

export function standing(state: KnownSelection, ...wanted: Standing[]): Candidate[] {
  return Object.values(state.candidates).filter((one) => wanted.includes(one.standing));
}

/** Slots that nobody holds. */
export const freeSlots = (state: KnownSelection) => state.slots - standing(state, 'selected').length;

/** The reserve whose turn is next. */
export function nextReserve(state: KnownSelection): Candidate | undefined {
  const [first] = standing(state, 'reserve').sort((one, other) => one.reserve! - other.reserve!);
  return first;
}
