import type { CaseEvent } from '@doyak/cases';
import { defineReaction } from '@doyak/kernel/event-store';
import type { SelectionEvent } from '../domain/selection.events.js';
import { selection } from '../domain/selection.js';
import { IssueNotice } from '../features/issue-notice/issue-notice.js';
import { selectionStream } from '../selection-ids.js';

type Followed =
  Extract<CaseEvent, { type: 'StageClosed' }> | Extract<SelectionEvent, { type: 'ResultsPublished' }>;

/** Whatever stage closes, the applicant is told as the definition says; a reserve is told its place although its stage stays open. */
export const whenStageCloses = defineReaction<Followed>({
  name: 'when-stage-closes-or-results-are-published-issue-notice',
  events: ['StageClosed', 'ResultsPublished'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'StageClosed')
      return [(context) => new IssueNotice({ ...data, result: data.outcome }, context)];
    const { state } = await store.load(selectionStream(data.selectionId), selection);
    if (state.status === 'none') return [];
    const { roundId, programId, programVersion, track, stage } = state;
    return data.places.flatMap(({ caseId, place, reserve }) => {
      const candidate = state.candidates[caseId];
      if (place !== 'reserve' || !candidate) return [];
      const { applicationId, run } = candidate;
      const told = {
        ...{ caseId, applicationId, roundId, programId, programVersion, track, stage, run },
        ...{ result: 'reserve', reserve },
      };
      return [(context: ConstructorParameters<typeof IssueNotice>[1]) => new IssueNotice(told, context)];
    });
  },
});
