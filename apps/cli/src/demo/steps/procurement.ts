import type { Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import { forEach, until } from '../waiting.js';
import type { Application } from './applications.js';
import type { Call } from './call.js';
import { openStage } from './cases.js';

interface Line {
  readonly id: string;
  readonly caseId: string;
  readonly status: string;
}
interface Registration extends Line {
  readonly sessions: readonly { readonly evaluationId: string }[];
}

const COMMITTEE = 5;
const path = ({ id }: { id: string }) => `/v1/registrations/${id}`;

/** Routes of the products, in turn. */
const FACTS = [
  { route: 'excellent-rnd', projectNumber: 'SAMPLE-RND-2024', completedOn: '2024-11-29' },
  { route: 'supplier-proposal', prototypeReady: true, publicProblem: 'Petitions wait for weeks.' },
] as const;

/** Each applicant applies by a route, and the committee votes on every product (지정 신청, 심의). */
export async function voteOnProducts(
  cast: Cast,
  call: Call,
  applications: readonly Application[],
): Promise<void> {
  const { api } = cast.officers.secretary;
  await openStage(api, call, 'procurement-registration');
  const byCase = new Map(applications.map((application) => [application.caseId, application]));
  await forEach(await registrations(cast, call, 'OPEN'), async (line, at) => {
    const { account, title } = byCase.get(line.caseId)!;
    await account.api.post(`${path(line)}/apply`, {
      facts: FACTS[at % FACTS.length]!,
      product: {
        name: { ko: `혁신제품 ${at + 1}`, en: title },
        ...{ classification: '43232304', summary: `"${title}" for public institutions.` },
      },
    });
    await api.post(`${path(line)}/committee`);
  });
  await untilQuiet(api);
  const members = cast.reviewers.slice(0, COMMITTEE);
  await forEach(await registrations(cast, call, 'REVIEW'), async (line) => {
    const { sessions } = await api.get<Registration>(path(line));
    const panel = `/v1/evaluations/${sessions.at(-1)!.evaluationId}`;
    await api.post(`${panel}/panel`, { reviewers: members.map(({ personId }) => personId) });
    for (const [at, member] of members.entries()) {
      await member.api.post(`${panel}/pledge`);
      // One of five is never in favour.
      const marks = [{ item: 'designation', confirmed: at > 0 }];
      await member.api.post(`${panel}/ballot`, { marks });
    }
    await api.post(`${panel}/close`, { minutes: 'The committee met and voted.' });
  });
  await untilQuiet(api);
}

/** The system of the procurement service has answered every request; its officer numbers what it designates (조달청 지정). */
export async function designateProducts(cast: Cast, call: Call): Promise<void> {
  const service = cast.partners['procurement-service']!;
  await until('decisions of the procurement service', async () => {
    const open = await registrations(cast, call, 'REVIEW');
    return open.length === 0;
  });
  await forEach(await registrations(cast, call, 'DESIGNATED'), (line, at) =>
    service.api.post(`${path(line)}/number`, { productId: String(24_681_001 + at) }),
  );
  await untilQuiet(service.api);
}

/** A local government tries the first product and reports on it (시범구매). */
export async function tryProduct(cast: Cast, call: Call): Promise<void> {
  const { api } = cast.officers.contracts;
  const province = cast.partners['local-government']!;
  await openStage(api, call, 'trial-purchase');
  const [trial] = await api.list<Line>(`/v1/trial-purchases?roundId=${call.roundId}&status=OPEN`);
  const base = `/v1/trial-purchases/${trial!.id}`;
  await api.post(`${base}/orders`, { institutionId: province.organisationId, amount: 120_000_000 });
  await province.api.post(`${base}/orders/1/deliver`);
  await province.api.post(`${base}/orders/1/report`, {
    ...{ satisfaction: 4, wouldBuy: true, report: 'Petitions are answered two days earlier.' },
  });
  await api.post(`${base}/conclude`, { reason: 'The report of the only institution is there.' });
  await untilQuiet(api);
}

async function registrations({ officers }: Cast, { roundId }: Call, status: string): Promise<Line[]> {
  await untilQuiet(officers.secretary.api);
  return officers.secretary.api.list<Line>(`/v1/registrations?roundId=${roundId}&status=${status}`);
}
