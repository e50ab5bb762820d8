import { createHash, randomUUID } from 'node:crypto';
import type { Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import type { ModelStart } from '../model/process.js';
import type { DemoServer } from '../server/demo-server.js';
import { forEach, until } from '../waiting.js';
import type { Application } from './applications.js';
import type { Call } from './call.js';
import { casesWith } from './cases.js';

interface Verification {
  readonly id: string;
  readonly status: string;
  readonly attempts: readonly {
    readonly outcome: string | null;
    readonly targetId: string;
    readonly asked: object | null;
    readonly figures: { readonly items: number; readonly requests: number } | null;
  }[];
  readonly targets: readonly { readonly targetId: string; readonly modelDigest?: string }[];
}

const path = ({ id }: { id: string }) => `/v1/poc-verifications/${id}`;
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** A draft answers four in ten items wrongly; what is released hardly any. Both refuse a request now and then, or break off. */
const DRAFT = { wrong: 40, firstTokenMs: 8, tokenMs: 1, faulty: 4 };
const RELEASE = { wrong: 1, firstTokenMs: 12, tokenMs: 1, faulty: 6 };
const SUITES = ['doyak_qa_ko', 'doyak_safety_ko'];

/**
 * Every model of the sLLM track is measured over HTTP, at a server that is not Doyak's; the first one sent a draft, fails and is tried again
 * (PoC 검증, 재시험). The laboratory tests what passed and issues its report. Answers how many items were asked.
 */
export async function verifyModels(
  server: DemoServer,
  cast: Cast,
  call: Call,
  applications: readonly Application[],
): Promise<number> {
  const { api } = cast.officers.verification;
  const byCase = new Map(applications.map((application) => [application.caseId, application]));
  const ready = await casesWith(api, call, 'poc-verification', 'ready');
  const cases = ready.filter(({ track }) => track === 'sllm');
  await forEach(cases, ({ id }) => api.post(`/v1/cases/${id}/stages/poc-verification/open`));
  await untilQuiet(api);
  const names = cases.map(({ id }) => `sample-small-${byCase.get(id)!.place + 1}`);
  const models: ModelStart = {
    ...{ key: randomUUID(), suites: SUITES },
    models: Object.fromEntries(names.flatMap((name) => [[name, RELEASE] as const, [`${name}-draft`, DRAFT]])),
  };
  const baseUrl = await server.startBeside(new URL('../model/process.js', import.meta.url), models);
  const asked = await forEach(cases, async ({ id: caseId }, at) => {
    const { account } = byCase.get(caseId)!;
    const [line] = await api.list<{ id: string }>(`/v1/poc-verifications?caseId=${caseId}`);
    const measure = async (model: string, attempt: number): Promise<Verification> => {
      await account.api.post(`${path(line!)}/target`, {
        ...{ baseUrl, key: models.key, model, modelDigest: `sha256:${sha256(model)}`, quantisation: 'int8' },
        ...{ hardware: 'Sample server, one accelerator', concurrency: 8 },
      });
      await api.post(`${path(line!)}/start`, {});
      return until(`attempt ${attempt} at ${model}`, async () => {
        const page = await api.get<Verification>(path(line!));
        const one = page.attempts[attempt - 1];
        return (one?.asked ?? one?.outcome ?? null) !== null && page;
      });
    };
    let page = at === 0 ? await measure(`${names[at]}-draft`, 1) : undefined;
    if (page && page.attempts[0]!.outcome !== 'failed') throw new Error('A draft passed its verification');
    page = await measure(names[at]!, page ? 2 : 1);
    await certify(cast, page, names[at]!, at);
    await until(`a verified ${names[at]}`, async () => {
      const { status } = await api.get<Verification>(path(line!));
      return status === 'PASSED';
    });
    return page.attempts.reduce((sum, { figures }) => sum + (figures?.items ?? 0), 0);
  });
  await untilQuiet(api);
  return asked.reduce((sum, items) => sum + items, 0);
}

/** The test report of the laboratory (시험성적서), which answers what it was asked. */
function certify({ partners }: Cast, page: Verification, model: string, at: number): Promise<unknown> {
  return partners['host-institution']!.api.post(`${path(page)}/certificate`, {
    ...{ number: `SAMPLE-TR-${at + 1}`, modelDigest: `sha256:${sha256(model)}`, result: 'conforming' },
    ...{ environment: 'Reference server of the laboratory', method: 'Sample method 1.0' },
    ...{ issuedOn: '2026-07-22', validUntil: '2028-07-21', reportSha256: sha256(`report ${model}`) },
  });
}
