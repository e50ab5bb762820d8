import { type CaseEvent, CloseStage } from '@doyak/cases';
import { defineReaction, type Effect } from '@doyak/kernel/event-store';
import type { RegistrationEvent } from '../domain/registration.events.js';
import { lastSession, type RegistrationState } from '../domain/registration.state.js';
import { loadRegistration, registrationsOf } from './registration-stages.js';

type Followed =
  | Extract<RegistrationEvent, { type: 'ProductDesignated' | 'DesignationRefused' }>
  | Extract<CaseEvent, { type: 'CaseResumed' }>;

/** Closes the stage. A case on hold hears nothing; once it is resumed it is told again. */
export const whenRegistrationIsDecided = defineReaction<Followed>({
  name: 'when-registration-is-decided-tell-case',
  events: ['ProductDesignated', 'DesignationRefused', 'CaseResumed'],
  react: async (event, store) => {
    const { type, data } = event as unknown as Followed;
    if (type !== 'CaseResumed') return told(await loadRegistration(store, data.registrationId));
    const ids = await registrationsOf(data.caseId, event.index, store);
    return (await Promise.all(ids.map((id) => loadRegistration(store, id)))).flatMap(told);
  },
  settled: ['STAGE_NOT_OPEN', 'CASE_CLOSED', 'CASE_HELD', 'CASE_NOT_FOUND'],
});

function told(state: RegistrationState): Effect[] {
  if (state.status === 'none') return [];
  const { caseId, stage, run, designation, status } = state;
  if (!designation && status !== 'REFUSED') return [];
  const decidedBy = lastSession(state)?.decidedBy ?? [];
  const end = designation ? { outcome: 'designated' } : { outcome: 'refused', reason: 'BELOW_THRESHOLD' };
  return [(context) => new CloseStage({ caseId, stage, run, ...end, decidedBy }, context)];
}
