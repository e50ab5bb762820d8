import type { ApiClient } from '../api-client.js';
import type { Cast } from '../cast/people.js';
import type { PartnerStart } from '../partners/partner-start.js';
import type { DemoServer } from '../server/demo-server.js';
import { forEach, until } from '../waiting.js';
import type { Call } from './call.js';
import { casesWith } from './cases.js';

/** What the agency tells its partners: how the stages of their cases go, and what they are asked. */
const TYPES = [
  ...[
    'cases.stage-opened',
    'cases.stage-closed',
    'cases.case-closed',
    'cases.case-held',
    'cases.case-resumed',
  ],
  ...['reviews.external-request-made', 'reviews.external-request-reminded'],
  ...['reviews.external-request-answered', 'reviews.external-request-lapsed'],
];

/** Partners whose systems take part; more may follow. */
const SYSTEMS = ['guarantee-fund', 'procurement-service', 'foundry'] as const;

/** The agency grants each partner its messages; the partner's system registers its key and its endpoint, and agrees to messages by handshake. */
export async function connectPartners(server: DemoServer, cast: Cast): Promise<void> {
  const officer = cast.officers.contracts.personId;
  await forEach(SYSTEMS, async (system) => {
    const { organisationId, credentials } = cast.partners[system]!;
    const grant = { types: TYPES, fat: true, officer, reason: 'Cooperation agreement' };
    await cast.administrator.api.post(`/v1/webhook-partners/${organisationId!}/grant`, grant);
    const start: PartnerStart = {
      ...{ url: server.url, organisationId: organisationId!, ...credentials },
      now: server.now.toISOString(),
    };
    await server.startBeside(new URL('../partners/process.js', import.meta.url), start);
  });
}

/** Waits until no case has this stage open any more: whoever was asked has answered. Says of how many cases. */
export async function answersOfPartners(cast: Cast, call: Call, stage: string): Promise<number> {
  const { api } = cast.officers.contracts;
  await until(`answers in ${stage}`, async () => (await casesWith(api, call, stage, 'open')).length === 0);
  return (await casesWith(api, call, stage, 'closed')).length;
}

/** Waits until every partner has what it is to have. */
export async function messagesDelivered(api: ApiClient): Promise<void> {
  await until('delivery of all messages', async () => {
    const endpoints = await api.list<{ waiting: number }>('/v1/webhook-endpoints');
    return endpoints.length > 0 && endpoints.every(({ waiting }) => waiting === 0);
  });
}
