import type { AgreementEvent } from '@doyak/agreements';
import { defineReaction } from '@doyak/kernel/event-store';
import { CommitFunds } from '../features/commit-funds/commit-funds.js';
import { ReleaseCommitment } from '../features/release-commitment/release-commitment.js';

type Followed = Extract<AgreementEvent, { type: 'AgreementConcluded' | 'AgreementTerminated' }>;

/** One reaction for both, so that nothing is released before it was committed. */
export const whenAgreementConcludesOrEnds = defineReaction<Followed>({
  name: 'when-agreement-concludes-or-ends-commit-or-release-funds',
  events: ['AgreementConcluded', 'AgreementTerminated'],
  react: (event) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'AgreementConcluded')
      return [(context) => new CommitFunds(data.agreementId, { noteLack: true }, context)];
    return [(context) => new ReleaseCommitment(data.agreementId, data.reason, context)];
  },
  settled: ['AGREEMENT_NOT_IN_FORCE'],
});
