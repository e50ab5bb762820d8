import { createHash } from 'node:crypto';
import type { ApiClient } from '../api-client.js';
import type { Planned } from '../cast/applicants.js';
import { businessNumber } from '../cast/business-numbers.js';
import type { Account, Cast } from '../cast/people.js';
import { NOTICE_DATE } from '../times.js';
import { forEach } from '../waiting.js';
import { answersOf } from './answers.js';
import type { Call } from './call.js';

/** An application that was handed in. */
export interface Application extends Planned {
  readonly account: Account;
  readonly id: string;
  readonly caseId: string;
}

/** Hands in every application for which `when` says so, with the documents that its track asks for (접수). */
export async function applyAll(
  { applicants }: Cast,
  { roundId }: Call,
  when: (planned: Planned) => boolean,
): Promise<Application[]> {
  const chosen = [...applicants.entries()].filter(([, planned]) => when(planned));
  return forEach(chosen, async ([nth, planned]) => {
    const { api } = planned.account;
    const id = await draft(api, roundId, planned, nth);
    await sendDocuments(api, id, planned);
    await api.post(`/v1/applications/${id}/submit`);
    const { caseId } = await api.get<{ caseId: string }>(`/v1/applications/${id}`);
    return { ...planned, id, caseId };
  });
}

/** A draft is written in time and handed in too late: the code of the refusal. */
export async function draftTooLate({ applicants }: Cast, { roundId }: Call): Promise<() => Promise<string>> {
  const [first] = applicants;
  const { api } = first!.account;
  const id = await draft(api, roundId, { ...first!, title: 'Too late an idea' }, 0);
  return async () => (await api.refusal(`/v1/applications/${id}/submit`)) ?? 'accepted';
}

async function draft(api: ApiClient, roundId: string, planned: Planned, nth: number): Promise<string> {
  const { id } = await api.post('/v1/applications', { roundId, track: planned.track });
  const company =
    planned.track === 'founders' ? null : { name: planned.name, businessNumber: businessNumber(nth) };
  await api.post(`/v1/applications/${id}/edit`, {
    ...{ title: planned.title, company, answers: answersOf(planned, nth) },
  });
  return id;
}

/** What the API says is missing is sent, each document in one part. */
async function sendDocuments(api: ApiClient, applicationId: string, planned: Planned): Promise<void> {
  const path = `/v1/applications/${applicationId}/documents`;
  const { missing } = await api.get<{ missing: string[] }>(path);
  for (const slot of missing) {
    const bytes = paper(`${slot} of ${planned.name} for ${planned.title}`);
    const { documentId } = await api.post<{ documentId: string }>(path, {
      ...{ slot, mediaType: 'application/pdf', size: bytes.length },
      sha256: createHash('sha256').update(bytes).digest('hex'),
      issuedOn: NOTICE_DATE,
    });
    await api.sendBytes(`${path}/${documentId}/parts/1`, bytes);
    await api.post(`${path}/${documentId}/complete`);
  }
}

/** The smallest thing that is told to be a PDF. */
function paper(title: string): Buffer {
  return Buffer.from(`%PDF-1.4\n1 0 obj << /Title (Sample: ${title}) >> endobj\ntrailer << >>\n%%EOF\n`);
}
