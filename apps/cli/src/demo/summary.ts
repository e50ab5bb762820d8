import type { ApiClient } from './api-client.js';
import { countEvents, sizeOfLog } from './log.js';
import { PROGRAM } from './steps/call.js';
import { forEach } from './waiting.js';

/** What a run of the demo came to, as the API tells it. */
export interface Summary {
  /** Handed in, over all tracks. */
  readonly applications: number;
  readonly tracks: number;
  readonly ineligible: number;
  /** Answered a supplement request. */
  readonly supplemented: number;
  readonly withdrawn: number;
  /** Reviewers who kept away from an application for a conflict of interest. */
  readonly recusals: number;
  readonly objectionsAccepted: number;
  readonly reservesMovedUp: number;
  /** Signed by all parties. */
  readonly agreements: number;
  /** Products that the procurement service designated. */
  readonly designated: number;
  /** Messages of cases that partners have taken, and those of them for which they sent a signed receipt. */
  readonly webhooksDelivered: number;
  readonly receipts: number;
  /** Signed answers of partners to requests. */
  readonly callbacks: number;
  /** Tranches that stand as paid, and payments that came back from the bank. */
  readonly tranchesPaid: number;
  readonly paymentsReturned: number;
  /** What debits and credits of all accounts differ by: zero, or something is wrong. */
  readonly trialBalance: number;
  /** Models that passed their verification, and those that were measured again for it. */
  readonly pocPassed: number;
  readonly pocRetested: number;
  /** Prototypes that their buyers accepted, and cycles that were gone through again for them. */
  readonly prototypeRunsAccepted: number;
  readonly respins: number;
  /** Events that were streamed, and the size that the log has of itself. */
  readonly events: number;
  readonly logSize: number;
}

interface Line {
  readonly id: string;
  readonly track: string;
  readonly status: string;
  readonly submittedAt: string | null;
  readonly decision: string | null;
}

/** States of agreements that every party has signed, whatever came of them later. */
const CONCLUDED = ['IN_FORCE', 'SUSPENDED', 'TERMINATED', 'COMPLETED'];

/** Reads the summary back as an auditor: nothing of it comes from what the demo remembers. */
export async function readSummary(auditor: ApiClient, roundId: string): Promise<Summary> {
  const of = (path: string) => auditor.list<Line>(`${path}?roundId=${roundId}`);
  const handedIn = (await of('/v1/applications')).filter(({ submittedAt }) => submittedAt !== null);
  const screenings = await of('/v1/screenings');
  const pages = await forEach(screenings, ({ id }) =>
    auditor.get<{ supplements: { status: string }[] }>(`/v1/screenings/${id}`),
  );
  const answered = pages.filter(({ supplements }) => supplements.some(({ status }) => status === 'answered'));
  const objections = await of('/v1/objections');
  const agreements = await of('/v1/agreements');
  const registrations = await of('/v1/registrations');
  const messages = await messagesOfCases(auditor);
  const disbursements = await disbursementsOf(auditor);
  const { difference } = await trialBalance(auditor);
  const verifications = await auditor.list<Attempted>(`/v1/poc-verifications?roundId=${roundId}`);
  const runs = await auditor.list<Respun>(`/v1/prototype-runs?roundId=${roundId}`);
  const logSize = await sizeOfLog(auditor);
  const events = await countEvents(auditor, logSize);
  return {
    applications: handedIn.length,
    tracks: new Set(handedIn.map(({ track }) => track)).size,
    ineligible: screenings.filter(({ decision }) => decision === 'INELIGIBLE').length,
    supplemented: answered.length,
    withdrawn: handedIn.filter(({ status }) => status === 'WITHDRAWN').length,
    recusals: events.get('evaluations.reviewer-recused') ?? 0,
    objectionsAccepted: objections.filter(({ status }) => status === 'ACCEPTED').length,
    reservesMovedUp: await countMovedUp(auditor, await of('/v1/selections')),
    agreements: agreements.filter(({ status }) => CONCLUDED.includes(status)).length,
    designated: registrations.filter(({ status }) => status === 'DESIGNATED').length,
    webhooksDelivered: messages.length,
    receipts: messages.filter(({ receiptAt }) => receiptAt !== null).length,
    callbacks: events.get('reviews.external-request-answered') ?? 0,
    tranchesPaid: disbursements.flatMap(({ tranches }) => tranches).filter(({ status }) => status === 'PAID')
      .length,
    paymentsReturned: disbursements
      .flatMap(({ orders }) => orders)
      .filter(({ status }) => status === 'RETURNED').length,
    trialBalance: difference,
    pocPassed: verifications.filter(({ status }) => status === 'PASSED').length,
    pocRetested: verifications.filter(({ attempts }) => attempts > 1).length,
    prototypeRunsAccepted: runs.filter(({ status }) => status === 'ACCEPTED').length,
    respins: runs.reduce((sum, { cycle }) => sum + cycle - 1, 0),
    events: [...events.values()].reduce((sum, count) => sum + count, 0),
    logSize,
  };
}

/** Delivered messages. Digests are of no case: their number depends on how time moved. */
async function messagesOfCases(auditor: ApiClient): Promise<Message[]> {
  const endpoints = await auditor.list<{ id: string }>('/v1/webhook-endpoints');
  const messages = await forEach(endpoints, ({ id }) =>
    auditor.list<Message>(`/v1/webhook-endpoints/${id}/messages?state=delivered`),
  );
  return messages.flat().filter(({ caseId }) => caseId !== null);
}

interface Message {
  readonly caseId: string | null;
  readonly receiptAt: string | null;
}

interface Statuses {
  readonly tranches: readonly { readonly status: string }[];
  readonly orders: readonly { readonly status: string }[];
}

async function disbursementsOf(auditor: ApiClient): Promise<Statuses[]> {
  const lines = await auditor.list<{ id: string }>(`/v1/disbursements?programId=${PROGRAM}`);
  return forEach(lines, ({ id }) => auditor.get<Statuses>(`/v1/disbursements/${id}`));
}

/** All accounts of the program, with every case (시산표). */
export function trialBalance(auditor: ApiClient) {
  return auditor.get<{ accounts: object[]; debits: number; credits: number; difference: number }>(
    `/v1/trial-balance?programId=${PROGRAM}`,
  );
}

/** Those who were published as reserves and are selected now. */
async function countMovedUp(auditor: ApiClient, selections: readonly Line[]): Promise<number> {
  const pages = await forEach(selections, ({ id }) => auditor.get<SelectionPage>(`/v1/selections/${id}`));
  return pages
    .flatMap(({ candidates }) => candidates)
    .filter(({ standing, published }) => standing === 'selected' && published?.place === 'reserve').length;
}

interface Attempted {
  readonly status: string;
  readonly attempts: number;
}

interface Respun {
  readonly status: string;
  readonly cycle: number;
}

interface SelectionPage {
  readonly candidates: readonly {
    readonly standing: string;
    readonly published: { readonly place: string } | null;
  }[];
}
