import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import type { SelectionEvent } from '../domain/selection.events.js';
import { selection } from '../domain/selection.js';
import type { KnownSelection } from '../domain/selection.state.js';
import { selectionId, selectionStream } from '../selection-ids.js';
import { stagesOfKind } from './stages-of-kind.js';

type Followed =
  | Extract<SelectionEvent, { type: 'ResultsPublished' | 'ReserveMovedUp' | 'ReserveListEnded' }>
  | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** Closes the selection stage of those who have their result; a reserve's stays open. A case that was on hold hears of it once it is resumed. */
export const whenSelectionMoves = defineReaction<Followed>({
  name: 'when-selection-moves-tell-case',
  events: ['ResultsPublished', 'ReserveMovedUp', 'ReserveListEnded', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'CaseResumed') {
      const stages = await stagesOfKind('selection', data.caseId, event.index, store);
      const ids = [...new Set(stages.map(selectionId))];
      const states = await Promise.all(ids.map((id) => load(store, id)));
      return states.flatMap((state) => ends(state, [data.caseId]));
    }
    const state = await load(store, data.selectionId);
    if (type === 'ResultsPublished')
      return ends(
        state,
        data.places.map(({ caseId }) => caseId),
      );
    return ends(state, type === 'ReserveMovedUp' ? [data.caseId] : data.caseIds);
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

async function load(store: EventStore, id: string): Promise<KnownSelection | undefined> {
  const { state } = await store.load(selectionStream(id), selection);
  return state.status === 'none' ? undefined : state;
}

const OUTCOMES = {
  selected: { outcome: 'selected' },
  rejected: { outcome: 'not-selected', reason: 'RANK_OUT' },
  lapsed: { outcome: 'reserve-lapsed', reason: 'RANK_OUT' },
} as const;

/** How the stage ends for each, as the selection stands; without effect where the case knows it. */
function ends(state: KnownSelection | undefined, caseIds: readonly string[]): Effect[] {
  if (!state) return [];
  return caseIds.flatMap((caseId): Effect[] => {
    const candidate = state.candidates[caseId];
    const { standing, run, decidedBy } = candidate ?? {
      standing: 'unplaced' as const,
      run: 0,
      decidedBy: [],
    };
    if (standing !== 'selected' && standing !== 'rejected' && standing !== 'lapsed') return [];
    const end = { caseId, stage: state.stage, run, ...OUTCOMES[standing], decidedBy };
    return [(context) => new CloseStage(end, context)];
  });
}
