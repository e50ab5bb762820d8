import { randomUUID } from 'node:crypto';
import { ApiClient, type Done } from '../api-client.js';
import { forEach } from '../waiting.js';
import { type Planned, plannedApplications } from './applicants.js';
import { businessNumber } from './business-numbers.js';

/** Somebody with an account: signs in with an own password. */
export interface Account {
  readonly name: string;
  readonly personId: string;
  readonly organisationId: string | undefined;
  readonly credentials: { readonly email: string; readonly password: string };
  readonly api: ApiClient;
}

/** Officers of the agency. Duties that the program keeps apart have people apart. */
const OFFICERS = {
  call: 'Sample Call Officer',
  screening: 'Sample Screening Officer',
  secondScreening: 'Sample Second Screening Officer',
  secretary: 'Sample Committee Secretary',
  ranking: 'Sample Ranking Officer',
  publishing: 'Sample Publishing Officer',
  inspection: 'Sample Site Check Officer',
  objections: 'Sample Objections Officer',
  contracts: 'Sample Contracts Officer',
  signing: 'Sample Signing Officer',
  funds: 'Sample Funds Officer',
  checking: 'Sample Checking Officer',
  releasing: 'Sample Releasing Officer',
  verification: 'Sample Verification Officer',
  costs: 'Sample Cost Officer',
  approval: 'Sample Co-funding Officer',
  runs: 'Sample Prototype Officer',
} as const;
export type Officer = keyof typeof OFFICERS;

/** Partners, by kind of party: those that sign agreements beside applicant and agency, and those that are asked. One of a kind, so that nobody need name whom a stage asks. */
const PARTNERS = {
  'large-company': { kind: 'large-company', name: 'Sample Electronics Group' },
  buyer: { kind: 'large-company', name: 'Sample Motors Buyer' },
  'local-government': { kind: 'local-government', name: 'Sample Province' },
  'host-institution': { kind: 'test-laboratory', name: 'Sample Graduate School of AI' },
  'package-house': { kind: 'package-house', name: 'Sample Packaging House' },
  'procurement-service': { kind: 'procurement-service', name: 'Sample Procurement Service' },
  'guarantee-fund': { kind: 'guarantee-fund', name: 'Sample Guarantee Fund' },
  foundry: { kind: 'foundry', name: 'Sample Foundry' },
} as const;

/** Reviewers of no organisation: more than any panel has, so that one who falls out is replaced, and the inspectors. */
const REVIEWERS = 12;

/** Everybody who acts in the demo. */
export interface Cast {
  readonly url: string;
  readonly administrator: Account;
  readonly secondAdministrator: Account;
  readonly officers: Readonly<Record<Officer, Account>>;
  readonly auditor: Account;
  readonly reviewers: readonly Account[];
  /** By kind of party. */
  readonly partners: Readonly<Record<string, Account>>;
  readonly applicants: readonly (Planned & { readonly account: Account })[];
}

export interface Administrator {
  readonly name: string;
  readonly email: string;
  readonly password: string;
}

/** Known to the demo alone, and of no use after it. */
export function firstAdministrator(): Administrator {
  return { name: 'Sample Administrator', email: 'admin@demo.example', password: randomUUID() };
}

/** The first administrator registers everybody; each sets an own password by invitation. */
export async function gatherCast(url: string, first: Administrator): Promise<Cast> {
  const { email, password } = first;
  const admin = new ApiClient(url, { email, password });
  const { id: personId, organisation } = await admin.get<{ id: string; organisation: { id: string } }>(
    '/v1/me',
  );
  const agencyId = organisation.id;
  const enrol = (name: string, role: string, organisationId?: string) =>
    enrolPerson(url, admin, { name, role, organisationId });
  const officers = Object.fromEntries(
    await forEach(Object.entries(OFFICERS), async ([officer, name]) => [
      officer,
      await enrol(name, 'operator', agencyId),
    ]),
  ) as Record<Officer, Account>;
  const partners = Object.fromEntries(
    await forEach(Object.entries(PARTNERS), async ([party, { kind, name }], at) => {
      const { id } = await admin.post('/v1/organisations', {
        ...{ kind, name, businessNumber: businessNumber(9_000 + at) },
      });
      return [party, await enrol(`${name} Officer`, 'partner', id)] as const;
    }),
  );
  const reviewers = await forEach(
    Array.from({ length: REVIEWERS }, (_, at) => `Sample Reviewer ${at + 1}`),
    (name) => enrol(name, 'reviewer'),
  );
  const applicants = await forEach(plannedApplications(), async (planned, at) => {
    if (planned.track === 'founders')
      return { ...planned, account: await enrol(`${planned.name} Founder`, 'applicant') };
    const company = { kind: 'company', name: planned.name, businessNumber: businessNumber(at) };
    const { id } = await admin.post('/v1/organisations', company);
    return { ...planned, account: await enrol(`${planned.name} Applicant`, 'applicant', id) };
  });
  return {
    ...{ url, officers, partners, reviewers, applicants },
    administrator: {
      ...{ name: first.name, personId, organisationId: agencyId, api: admin },
      credentials: { email, password },
    },
    secondAdministrator: await enrol('Sample Second Administrator', 'administrator', agencyId),
    auditor: await enrol('Sample Auditor', 'auditor'),
  };
}

async function enrolPerson(
  url: string,
  admin: ApiClient,
  { name, role, organisationId }: { name: string; role: string; organisationId?: string },
): Promise<Account> {
  const email = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.')}@demo.example`;
  const password = randomUUID();
  const { id } = await admin.post<Done>('/v1/people', {
    ...{ organisationId: organisationId ?? null, name, email },
  });
  const { invitation } = await admin.post<{ invitation: { token: string } }>(`/v1/people/${id}/invite`);
  await new ApiClient(url).post('/v1/invitations/redeem', { token: invitation.token, password });
  await admin.post(`/v1/people/${id}/grant-role`, { role, reason: 'Takes part in the demo' });
  const credentials = { email, password };
  return { name, personId: id, organisationId, credentials, api: new ApiClient(url, credentials) };
}
