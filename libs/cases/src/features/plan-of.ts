import { Refusal } from '@doyak/kernel/decider';
import type { EventStore } from '@doyak/kernel/event-store';
import { aCase } from '../domain/case.js';
import type { KnownCase } from '../domain/case.state.js';

/** The case as it is now. Refusal: CASE_NOT_FOUND. */
export async function planOf(store: EventStore, caseId: string): Promise<KnownCase> {
  const { state } = await store.load(`case-${caseId}`, aCase);
  if (state.status === 'none') throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
  return state;
}
