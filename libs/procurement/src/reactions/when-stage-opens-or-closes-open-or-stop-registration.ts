import type { CaseEvent } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import { OpenRegistration } from '../features/open-registration/open-registration.js';
import { StopRegistration } from '../features/stop-registration/stop-registration.js';
import { registrationId } from '../registration-ids.js';
import { isRegistration, registrationsOf } from './registration-stages.js';

type Followed = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' | 'StageClosed' | 'CaseClosed' }>;

/** One reaction for all four, so that a registration is never stopped before it is opened. */
export const whenStageOpensOrCloses = defineReaction<Followed>({
  name: 'when-stage-opens-or-closes-open-or-stop-registration',
  events: ['StageOpened', 'StageReopened', 'StageClosed', 'CaseClosed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type === 'CaseClosed') {
      const ids = await registrationsOf(data.caseId, event.index, store);
      return ids.map((id) => stop(id, 'case-closed'));
    }
    if (!isRegistration(data.kind)) return [];
    if (type !== 'StageClosed') return [(context) => new OpenRegistration(data, context)];
    return [stop(registrationId(data.caseId, data.stage, data.run), 'stage-closed')];
  },
  settled: ['REGISTRATION_NOT_FOUND'],
});

const stop =
  (id: string, because: 'case-closed' | 'stage-closed'): Effect =>
  (context) =>
    new StopRegistration(id, because, context);
