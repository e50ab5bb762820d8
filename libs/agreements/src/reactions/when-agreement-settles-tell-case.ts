import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect, type EventStore } from '@doyak/kernel/event-store';
import { agreementStream } from '../agreement-id.js';
import type { AgreementEvent } from '../domain/agreement.events.js';
import { agreement } from '../domain/agreement.js';
import type { AgreementState } from '../domain/agreement.state.js';
import { agreementsOf } from './agreement-stages.js';

type Followed =
  | Extract<AgreementEvent, { type: 'AgreementConcluded' | 'AgreementDeclined' }>
  | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** The first document decides how the stage ends; amendments change nothing about that. A case that was on hold hears of it once it is resumed. */
export const whenAgreementSettles = defineReaction<Followed>({
  name: 'when-agreement-settles-tell-case',
  events: ['AgreementConcluded', 'AgreementDeclined', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type !== 'CaseResumed') return told(await load(store, data.agreementId));
    const ids = await agreementsOf(data.caseId, event.index, store);
    return (await Promise.all(ids.map((id) => load(store, id)))).flatMap(told);
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

async function load(store: EventStore, id: string): Promise<AgreementState> {
  return (await store.load(agreementStream(id), agreement)).state;
}

function told(state: AgreementState): Effect[] {
  if (state.status === 'none') return [];
  const { caseId, stage, run, status, offers } = state;
  if (status === 'DECLINED') {
    const end = { caseId, stage, run, outcome: 'not-signed', reason: 'ABANDONED', decidedBy: [] };
    return [(context) => new CloseStage(end, context)];
  }
  const concluded = offers.find(({ document, signatures }) => signatures.length === document.parties.length);
  if (!concluded) return [];
  const signers = concluded.signatures.filter(({ party }) => party === 'agency').map(({ by }) => by);
  const decidedBy = [...new Set([concluded.offeredBy, ...signers])];
  return [(context) => new CloseStage({ caseId, stage, run, outcome: 'signed', decidedBy }, context)];
}
