import type { AgreementEvent } from '@doyak/agreements';
import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { settlementIdOf } from '../disbursement-ids.js';
import { OpenSettlement } from '../features/open-settlement/open-settlement.js';
import { UseSettlement } from '../features/use-settlement/use-settlement.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' }>;

/**
 * The end of the stage or the case does not end a settlement: money that has to come back is asked for all the same. A run that comes again
 * replaces the one before, where that was not confirmed.
 */
export const whenStageOpensOpenSettlement = defineReaction<Followed>({
  name: 'when-stage-opens-open-settlement',
  events: ['StageOpened', 'StageReopened'],
  react: async (event, store) => {
    const { data } = event as unknown as Followed;
    if (data.kind !== 'settlement') return [];
    const { caseId, stage, run } = data;
    const events = (await store.readCase(caseId)).filter(({ index }) => index < event.index);
    const concluded = events.filter(({ type }) => type === 'AgreementConcluded');
    const [first, last] = [concluded[0], concluded.at(-1)];
    const agreement = last && {
      id: (last as unknown as Extract<AgreementEvent, { type: 'AgreementConcluded' }>).data.agreementId,
      concludedAt: first!.occurredAt,
    };
    const open: Effect = (context) => new OpenSettlement(data, agreement, context);
    if (run === 1) return [open];
    const before = settlementIdOf(caseId, stage, run - 1);
    const act = { type: 'StopSettlement', because: 'The stage was opened again' } as const;
    return [(context) => new UseSettlement(before, act, context), open];
  },
  settled: ['SETTLEMENT_NOT_FOUND'],
});
