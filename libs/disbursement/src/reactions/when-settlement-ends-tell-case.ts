import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import { settlementIdOf, settlementStream } from '../disbursement-ids.js';
import type { SettlementEvent } from '../domain/settling/settlement.events.js';
import { settlement } from '../domain/settling/settlement.js';

type Followed =
  Extract<SettlementEvent, { type: 'SettlementClosed' }> | Extract<CaseEvent, { type: 'CaseResumed' }>;

const OUTCOMES = { settled: 'settled', recovered: 'recovered', 'not-returned': 'overdue' } as const;

/** The stage ends as its settlement does. A case that was on hold hears of it once it is resumed. */
export const whenSettlementEnds = defineReaction<Followed>({
  name: 'when-settlement-ends-tell-case',
  events: ['SettlementClosed', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    const ids =
      type === 'SettlementClosed'
        ? [data.settlementId]
        : await settlementsOf(data.caseId, event.index, store);
    return (await Promise.all(ids.map((id) => told(id, store)))).flat();
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

async function told(id: string, store: EventStore): Promise<Effect[]> {
  const { state } = await store.load(settlementStream(id), settlement);
  if (state.status !== 'CLOSED' || !state.closedAs) return [];
  const { caseId, stage, run, confirmed } = state;
  const decidedBy = confirmed ? [confirmed.assessedBy, confirmed.by] : [];
  const end = { caseId, stage, run, outcome: OUTCOMES[state.closedAs], decidedBy };
  return [(context) => new CloseStage(end, context)];
}

async function settlementsOf(caseId: string, before: number, store: EventStore): Promise<string[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return kind === 'settlement' ? [settlementIdOf(caseId, stage, run)] : [];
  });
}
