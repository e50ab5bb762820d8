import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { disbursementIdOf } from '../disbursement-ids.js';
import { FollowAgreement } from '../features/follow-agreement/follow-agreement.js';
import { OpenDisbursement } from '../features/open-disbursement/open-disbursement.js';
import { StopDisbursement } from '../features/stop-disbursement/stop-disbursement.js';
import { agreementOf, disbursementsOf } from './disbursement-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that payments never end before they begin. */
export const whenStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-stop-disbursement',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'CaseClosed') {
      const ids = await disbursementsOf(data.caseId, event.index, store);
      return ids.map(
        (id): Effect =>
          (context) =>
            new StopDisbursement(id, `The case was closed: ${data.as}`, context),
      );
    }
    if (data.kind !== 'disbursement') return [];
    const id = disbursementIdOf(data.caseId, data.stage, data.run);
    if (type === 'StageClosed')
      return [(context) => new StopDisbursement(id, `The stage was closed: ${data.outcome}`, context)];
    const agreementId = await agreementOf(data.caseId, event.index, store);
    const open: Effect = (context) => new OpenDisbursement(data, context);
    if (agreementId === undefined) return [open];
    return [open, (context) => new FollowAgreement(id, agreementId, context)];
  },
  settled: ['DISBURSEMENT_NOT_FOUND'],
});
