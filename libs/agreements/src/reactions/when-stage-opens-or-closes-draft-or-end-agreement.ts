import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { agreementId } from '../agreement-id.js';
import { DraftAgreement } from '../features/draft-agreement/draft-agreement.js';
import { EndAgreement } from '../features/end-agreement/end-agreement.js';
import { agreementsOf } from './agreement-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that an agreement never ends before it begins. */
export const whenStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-draft-or-end-agreement',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'CaseClosed') {
      const ids = await agreementsOf(data.caseId, event.index, store);
      const ending = { because: 'case-closed', as: data.as } as const;
      return ids.map(
        (id): Effect =>
          (context) =>
            new EndAgreement(id, ending, context),
      );
    }
    if (data.kind !== 'agreement') return [];
    if (type !== 'StageClosed') return [(context) => new DraftAgreement(data, context)];
    const ending = { because: 'stage-closed', as: data.outcome } as const;
    const id = agreementId(data.caseId, data.stage, data.run);
    return [(context) => new EndAgreement(id, ending, context)];
  },
  settled: ['AGREEMENT_NOT_FOUND'],
});
