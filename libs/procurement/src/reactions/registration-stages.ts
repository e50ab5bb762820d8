import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';
import { registration } from '../domain/registration.js';
import type { RegistrationState } from '../domain/registration.state.js';
import { registrationId, registrationStream } from '../registration-ids.js';

export const isRegistration = (kind: string): boolean => kind === 'procurement-registration';

/** Registrations that a case has seen before a place in the log. */
export async function registrationsOf(caseId: string, before: number, store: EventStore): Promise<string[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return isRegistration(kind) ? [registrationId(caseId, stage, run)] : [];
  });
}

export async function loadRegistration(store: EventStore, id: string): Promise<RegistrationState> {
  return (await store.load(registrationStream(id), registration)).state;
}
