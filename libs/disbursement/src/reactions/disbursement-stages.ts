import type { AgreementEvent } from '@doyak/agreements';
import type { CaseEvent } from '@doyak/cases';
import type { EventStore } from '@doyak/kernel/event-store';
import { disbursementIdOf } from '../disbursement-ids.js';

/** Disbursements that a case has seen before a place in the log. */
export async function disbursementsOf(caseId: string, before: number, store: EventStore): Promise<string[]> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as CaseEvent[]).flatMap((event) => {
    if (event.type !== 'StageOpened' && event.type !== 'StageReopened') return [];
    const { kind, stage, run } = event.data;
    return kind === 'disbursement' ? [disbursementIdOf(caseId, stage, run)] : [];
  });
}

/** The agreement that a case has concluded, the last one where there are several. */
export async function agreementOf(
  caseId: string,
  before: number,
  store: EventStore,
): Promise<string | undefined> {
  const events = (await store.readCase(caseId)).filter(({ index }) => index < before);
  return (events as unknown as AgreementEvent[]).filter(({ type }) => type === 'AgreementConcluded').at(-1)
    ?.data.agreementId;
}
