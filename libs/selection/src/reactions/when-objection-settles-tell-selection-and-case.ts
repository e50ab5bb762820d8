import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import type { ObjectionEvent } from '../domain/objection.events.js';
import { type KnownObjection, objection, type ObjectionState } from '../domain/objection.js';
import { AdmitCandidate } from '../features/admit-candidate/admit-candidate.js';
import { objectionId, objectionStream, selectionId } from '../selection-ids.js';
import { stagesOfKind } from './stages-of-kind.js';

type Followed =
  | Extract<ObjectionEvent, { type: 'ObjectionDecided' | 'ObjectionWindowClosed' }>
  | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** An accepted objection to a selection gets its slot first; then the case goes on or ends. */
export const whenObjectionSettles = defineReaction<Followed>({
  name: 'when-objection-settles-tell-selection-and-case',
  events: ['ObjectionDecided', 'ObjectionWindowClosed', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type !== 'CaseResumed') return told(await load(store, data.objectionId));
    const stages = await stagesOfKind('objection', data.caseId, event.index, store);
    const ids = stages.map(({ caseId, stage, run }) => objectionId(caseId, stage, run));
    return (await Promise.all(ids.map((id) => load(store, id)))).flatMap(told);
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND', 'CANDIDATE_LEFT'],
});

async function load(store: EventStore, id: string): Promise<ObjectionState> {
  return (await store.load(objectionStream(id), objection)).state;
}

const OUTCOMES: Partial<Record<KnownObjection['status'], string>> = {
  NOT_FILED: 'not-filed',
  ACCEPTED: 'accepted',
  DISMISSED: 'dismissed',
  INADMISSIBLE: 'dismissed',
};

function told(state: ObjectionState): Effect[] {
  const outcome = state.status === 'none' ? undefined : OUTCOMES[state.status];
  if (state.status === 'none' || outcome === undefined) return [];
  const { caseId, stage, run, decision } = state;
  const decidedBy = decision?.by === undefined ? [] : [decision.by];
  return [
    ...admitted(state),
    (context) => new CloseStage({ caseId, stage, run, outcome, decidedBy }, context),
  ];
}

function admitted(state: KnownObjection): Effect[] {
  const { against, decision, objectionId: id, caseId } = state;
  const effect = decision?.effect;
  if (!effect || effect.kind === 'decision-reversed' || decision.by === undefined) return [];
  const { reason, by } = decision;
  const admission =
    effect.kind === 'slot-added'
      ? ({ basis: 'slot-added' } as const)
      : ({ basis: 'corrected-totals', totals: effect.totals } as const);
  const selected = selectionId({ ...state, stage: against.stage });
  const accepted = { caseId, objectionId: id, admission, reason, by };
  return [(context) => new AdmitCandidate(selected, accepted, context)];
}
