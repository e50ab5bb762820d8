import type { AgreementEvent } from '@doyak/agreements';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { FollowAgreement } from '../features/follow-agreement/follow-agreement.js';
import { StopDisbursement } from '../features/stop-disbursement/stop-disbursement.js';
import { disbursementsOf } from './disbursement-stages.js';

type Followed = Extract<AgreementEvent, { type: 'AgreementConcluded' | 'AgreementTerminated' }>;

/** An amendment changes what is still to be paid; a termination ends it. */
export const whenAgreementChangesOrEnds = defineReaction<Followed>({
  name: 'when-agreement-changes-or-ends-follow-or-stop-disbursement',
  events: ['AgreementConcluded', 'AgreementTerminated'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    const ids = await disbursementsOf(data.caseId, event.index, store);
    return ids.map(
      (id): Effect =>
        (context) =>
          type === 'AgreementConcluded'
            ? new FollowAgreement(id, data.agreementId, context)
            : new StopDisbursement(id, data.reason, context),
    );
  },
  settled: ['DISBURSEMENT_NOT_FOUND'],
});
