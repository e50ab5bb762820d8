import type { CaseEvent } from '@doyak/cases';
import { defineReaction } from '@doyak/kernel/event-store';
import { JoinSelection } from '../features/join-selection/join-selection.js';
import { LeaveSelection } from '../features/leave-selection/leave-selection.js';
import { selectionId } from '../selection-ids.js';
import { stagesOfKind } from './stages-of-kind.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'CaseClosed' }>;

/** One reaction for all three, so that nobody leaves before having joined. Who was supported to the end keeps the slot. */
export const whenSelectionStageOpens = defineReaction<Followed>({
  name: 'when-selection-stage-opens-or-case-closes-join-or-leave',
  events: ['StageOpened', 'StageReopened', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type !== 'CaseClosed') {
      if (data.kind !== 'selection') return [];
      return [(context) => new JoinSelection(data, context)];
    }
    if (data.as !== 'withdrawn' && data.as !== 'rejected') return [];
    const ids = (await stagesOfKind('selection', data.caseId, event.index, store)).map(selectionId);
    return [...new Set(ids)].map((id) => (context) => new LeaveSelection(id, data.caseId, context));
  },
  settled: ['SELECTION_NOT_FOUND'],
});
