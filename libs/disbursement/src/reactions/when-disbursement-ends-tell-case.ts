import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { disbursementStream } from '../disbursement-ids.js';
import type { DisbursementEvent } from '../domain/disbursement.events.js';
import { disbursement } from '../domain/disbursement.js';
import type { DisbursementState } from '../domain/disbursement.state.js';
import { disbursementsOf } from './disbursement-stages.js';

type Followed =
  | Extract<DisbursementEvent, { type: 'DisbursementCompleted' | 'DisbursementStopped' }>
  | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** The stage ends as its payments do. A case that was on hold hears of it once it is resumed. */
export const whenDisbursementEnds = defineReaction<Followed>({
  name: 'when-disbursement-ends-tell-case',
  events: ['DisbursementCompleted', 'DisbursementStopped', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    const ids =
      type === 'CaseResumed' ? await disbursementsOf(data.caseId, event.index, store) : [data.disbursementId];
    const states = await Promise.all(ids.map((id) => store.load(disbursementStream(id), disbursement)));
    return states.flatMap(({ state }) => told(state));
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

function told(state: DisbursementState): Effect[] {
  if (state.status !== 'COMPLETED' && state.status !== 'STOPPED') return [];
  const { caseId, stage, run, tranches, orders } = state;
  const deciders = [
    ...tranches.flatMap(({ approved }) => (approved ? [approved.by] : [])),
    ...orders.flatMap(({ hands }) => hands.flatMap((hand) => (hand.duty === 'release' ? [hand.by] : []))),
  ];
  const decidedBy = [...new Set(deciders)];
  const end =
    state.status === 'COMPLETED'
      ? { caseId, stage, run, outcome: 'paid', decidedBy }
      : { caseId, stage, run, outcome: 'stopped', decidedBy };
  return [(context) => new CloseStage(end, context)];
}
