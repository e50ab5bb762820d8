import type { Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import { forEach } from '../waiting.js';
import type { Application } from './applications.js';
import type { Call } from './call.js';
import { casesWith } from './cases.js';

const BILLION = 1_000_000_000;
const MILLION = 1_000_000;

/** KRW: 12 billion in all, of which the program wants the applicant to bring a tenth at least. */
const COSTS = [
  { item: 'ip', amount: BILLION },
  { item: 'eda', amount: 800 * MILLION },
  { item: 'mask', amount: 6 * BILLION },
  { item: 'wafer', amount: 2_400 * MILLION },
  { item: 'package-tooling', amount: 700 * MILLION },
  { item: 'reliability', amount: 600 * MILLION },
  { item: 'board', amount: 500 * MILLION },
];
const GOVERNMENT = 5 * BILLION;
const OWN = { cash: 1_200 * MILLION, inKind: [{ item: 'eda', amount: 800 * MILLION }] };
const PARTNER = 5 * BILLION;

export interface Funded {
  readonly fundingId: string;
  readonly caseId: string;
}

const path = ({ fundingId }: Pick<Funded, 'fundingId'>) => `/v1/co-fundings/${fundingId}`;

/**
 * Every single run of the fabless track is paid for by several parties, each of which pledges for itself; another officer approves (공동 재원 확약).
 * Answers them in the order of their cases.
 */
export async function shareCosts(
  cast: Cast,
  call: Call,
  applications: readonly Application[],
): Promise<Funded[]> {
  const { costs, approval } = cast.officers;
  const byCase = new Map(applications.map((application) => [application.caseId, application]));
  const open = await casesWith(costs.api, call, 'co-funding', 'open');
  const company = cast.partners['large-company']!;
  const funded = await forEach(
    open.filter(({ track }) => track === 'fabless'),
    async ({ id: caseId }) => {
      const [line] = await costs.api.list<{ id: string }>(`/v1/co-fundings?caseId=${caseId}`);
      const one = { fundingId: line!.id, caseId };
      await costs.api.post(`${path(one)}/set-costs`, { items: COSTS });
      await invite(cast, one, company.organisationId!);
      await costs.api.post(`${path(one)}/pledge`, { party: 'government', cash: GOVERNMENT, inKind: [] });
      await byCase.get(caseId)!.account.api.post(`${path(one)}/pledge`, { party: 'applicant', ...OWN });
      const early = await approval.api.refusal(`${path(one)}/approve`);
      if (early !== 'FUNDING_GAP') throw new Error(`A gap of ${PARTNER} KRW was approved: ${early}`);
      await company.api.post(`${path(one)}/pledge`, { party: 'large-company', cash: PARTNER, inKind: [] });
      await approve(cast, one);
      return one;
    },
  );
  await untilQuiet(costs.api);
  return funded;
}

/** A large company withdraws what it pledged; the buyer of the chips comes in its place (확약 철회, 대체). */
export async function replacePledge(
  cast: Cast,
  funded: Funded,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const { api } = cast.officers.costs;
  const company = cast.partners['large-company']!;
  const buyer = cast.partners['buyer']!;
  const { pledges } = await api.get<{ pledges: { pledgeId: string; party: string }[] }>(path(funded));
  const { pledgeId } = pledges.find(({ party }) => party === 'large-company')!;
  await company.api.post(`${path(funded)}/withdraw-pledge`, {
    ...{ pledgeId, reason: 'The budget of the year was cut.' },
  });
  await meanwhile();
  await invite(cast, funded, buyer.organisationId!);
  await buyer.api.post(`${path(funded)}/pledge`, {
    ...{ party: 'large-company', cash: PARTNER, inKind: [] },
    conditions: [{ id: 'samples', before: 'buyer-acceptance', text: 'Samples come from the first lot.' }],
  });
  await approve(cast, funded);
  const known = await api.get<{ pledges: { pledgeId: string; status: string }[] }>(path(funded));
  const standing = known.pledges.filter(({ status }) => status === 'standing').at(-1)!;
  await buyer.api.post(`${path(funded)}/meet-condition`, {
    ...{ pledgeId: standing.pledgeId, condition: 'samples' },
  });
}

/** What a respin costs is pledged by a party that stands already, and approved again. */
export async function coverRespin(cast: Cast, funded: Funded, amount: number): Promise<void> {
  const company = cast.partners['large-company']!;
  await company.api.post(`${path(funded)}/pledge`, { party: 'large-company', cash: amount, inKind: [] });
  await approve(cast, funded);
}

async function approve({ officers }: Cast, funded: Funded): Promise<void> {
  await officers.approval.api.post(`${path(funded)}/approve`);
}

async function invite({ officers }: Cast, funded: Funded, organisationId: string): Promise<void> {
  await officers.costs.api.post(`${path(funded)}/invite`, { party: 'large-company', organisationId });
}
