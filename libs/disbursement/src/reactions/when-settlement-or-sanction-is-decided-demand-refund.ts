import { defineReaction } from '@doyak/kernel/event-store';
import { recoveryIdOf, referenceOf, sanctionStream, settlementStream } from '../disbursement-ids.js';
import { type KnownSanction, sanction } from '../domain/settling/sanction.js';
import type { SanctionEvent } from '../domain/settling/sanction.events.js';
import type { SettlementEvent } from '../domain/settling/settlement.events.js';
import { settlement } from '../domain/settling/settlement.js';
import type { KnownSettlement } from '../domain/settling/settlement.state.js';
import { UseRecovery } from '../features/use-recovery/use-recovery.js';

type Followed =
  | Extract<SettlementEvent, { type: 'SettlementConfirmed' }>
  | Extract<SanctionEvent, { type: 'SanctionDecided' }>;

/** What is to be returned, or paid as a surcharge, is demanded from whoever was supported. */
export const whenRefundIsDecided = defineReaction<Followed>({
  name: 'when-settlement-or-sanction-is-decided-demand-refund',
  events: ['SettlementConfirmed', 'SanctionDecided'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    const { caseId, dueBefore } = data;
    if (type === 'SettlementConfirmed') {
      const { settlementId, programId, refund } = data;
      if (refund === 0) return [];
      const { state } = await store.load(settlementStream(settlementId), settlement);
      const lines = data.lines.flatMap(({ line, refund: amount }) => (amount > 0 ? [{ line, amount }] : []));
      const debtor = (state as KnownSettlement).beneficiary;
      return [demand({ kind: 'settlement', id: settlementId }, { programId, debtor, lines, amount: refund })];
    }
    const { sanctionId, surcharge } = data;
    const { state } = await store.load(sanctionStream(sanctionId), sanction);
    const { programId, against, line } = state as KnownSanction;
    if (surcharge === 0 || line === undefined) return [];
    const lines = [{ line, amount: surcharge }];
    return [
      demand({ kind: 'sanction', id: sanctionId }, { programId, debtor: against, lines, amount: surcharge }),
    ];

    function demand(
      of: { kind: 'settlement' | 'sanction'; id: string },
      what: {
        programId: string;
        debtor: KnownSanction['against'];
        lines: { line: string; amount: number }[];
        amount: number;
      },
    ) {
      const recoveryId = recoveryIdOf(of.kind, of.id);
      const reference = referenceOf(recoveryId);
      const act = { type: 'DemandRecovery', recoveryId, caseId, of, ...what, reference, dueBefore } as const;
      return (context: ConstructorParameters<typeof UseRecovery>[2]) =>
        new UseRecovery(recoveryId, act, context);
    }
  },
});
