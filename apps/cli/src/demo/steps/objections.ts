import type { ApiClient } from '../api-client.js';
import type { Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import type { Application } from './applications.js';

/** The applicant objects within the window (이의신청). */
export async function objectTo({ account, caseId }: Application, grounds: string): Promise<void> {
  const id = await objectionOf(account.api, caseId, 'WINDOW_OPEN');
  await account.api.post(`/v1/objections/${id}/file`, { grounds });
}

/** Decided by an officer who had no part in the decision. `effect`: of one that is accepted; without it, it is dismissed. */
export async function decideObjection(
  { officers }: Cast,
  { caseId }: Application,
  reason: string,
  effect?: 'decision-reversed' | 'slot-added',
): Promise<void> {
  const { api } = officers.objections;
  await untilQuiet(api);
  const id = await objectionOf(api, caseId, 'FILED');
  const ruling = effect ? { decision: 'ACCEPTED', effect: { kind: effect } } : { decision: 'DISMISSED' };
  await api.post(`/v1/objections/${id}/decide`, { ...ruling, reason });
}

async function objectionOf(api: ApiClient, caseId: string, status: string): Promise<string> {
  const [found] = await api.list<{ id: string }>(`/v1/objections?caseId=${caseId}&status=${status}`);
  if (!found) throw new Error(`Case ${caseId} has no objection that is ${status}`);
  return found.id;
}
