import type { ApiClient } from '../api-client.js';
import type { Fate } from '../cast/applicants.js';
import type { Cast } from '../cast/people.js';
import { forEach, until } from '../waiting.js';
import type { Application } from './applications.js';

interface Screening {
  readonly id: string;
  readonly caseId: string;
  readonly status: string;
  readonly rules: readonly { rule: string; outcome: string; missing: string[]; reason: string }[];
  readonly duplicates: object | null;
}

/** What the offices and the officer's own look say of whoever has nothing against them. */
const FOUND = {
  businessOpen: true,
  taxArrears: false,
  financialDefault: false,
  unreturnedRecovery: false,
  restricted: false,
  aiTechnology: true,
  enrolled: true,
  hasCompany: false,
  representatives: [{ taxArrears: false, financialDefault: false, restricted: false }],
} as const;

/** … and of those who have. */
const FOUND_OF: Partial<Record<Fate, object>> = {
  'in-arrears': { taxArrears: true },
  overruled: { taxArrears: true },
  restricted: { restricted: true },
  'not-enrolled': { enrolled: false },
  // Cannot be told before the plan is explained.
  supplemented: { aiTechnology: undefined },
  silent: { aiTechnology: undefined },
};

const path = (screening: { id: string }) => `/v1/screenings/${screening.id}`;

/** Facts are recorded, supplements asked for; what needs no more is decided, and some withdraw meanwhile (요건검토). */
export async function screenAll({ officers }: Cast, applications: readonly Application[]): Promise<void> {
  const { api } = officers.screening;
  const screenings = await screeningsOf(api, applications);
  await forEach(applications, async (application) => {
    const { fate } = application;
    if (fate === 'withdraws') return withdraw(application, 'Other plans');
    const screening = await recordFacts(api, screenings.get(application.caseId)!, fate);
    if (fate === 'silent' || fate === 'supplemented')
      await api.post(`${path(screening)}/supplement-requests`, {
        ask: 'Say in one paragraph what will be built.',
        fields: ['plan'],
      });
    else if (fate === 'overruled') await overrule(screening, api, officers.secondScreening.api);
    else await decide(api, screening);
  });
}

/** Those who were asked answer, and their screenings are decided; the silent ones' time runs out later. */
export async function answerSupplements(
  { officers }: Cast,
  applications: readonly Application[],
): Promise<void> {
  const { api } = officers.screening;
  const asked = applications.filter(({ fate }) => fate === 'supplemented');
  const screenings = await screeningsOf(api, asked);
  await forEach(asked, async ({ caseId, title, account }) => {
    const screening = screenings.get(caseId)!;
    await account.api.post(`${path(screening)}/supplement-answers`, {
      answers: { plan: `"${title}", first for three pilot customers.` },
    });
    await recordFacts(api, await api.get<Screening>(path(screening)), 'clean');
    await decide(api, screening);
  });
}

/** The timer has ended their time: without the answer they are not eligible. */
export async function decideSilent({ officers }: Cast, applications: readonly Application[]): Promise<void> {
  const { api } = officers.screening;
  const silent = applications.filter(({ fate }) => fate === 'silent');
  const screenings = await screeningsOf(api, silent);
  await forEach(silent, async ({ caseId }) => {
    const screening = screenings.get(caseId)!;
    await until('a supplement that lapses', async () => {
      const { supplements } = await api.get<{ supplements: { status: string }[] }>(path(screening));
      return supplements.every(({ status }) => status === 'lapsed');
    });
    await api.post(`${path(screening)}/decide`, {
      ...{ decision: 'INELIGIBLE', reasons: ['DOC_MISSING'] },
      note: 'The plan was not explained when asked.',
    });
  });
}

export function withdraw({ id, account }: Application, reason: string): Promise<void> {
  return account.api.post(`/v1/applications/${id}/withdraw`, { reason });
}

/** By case, once Doyak has opened them all and searched for duplicates. */
async function screeningsOf(
  api: ApiClient,
  applications: readonly Application[],
): Promise<Map<string, Screening>> {
  const sought = new Set(applications.map(({ caseId }) => caseId));
  const lines = await until('every screening to open', async () => {
    const all = (await api.list<Screening>('/v1/screenings')).filter(({ caseId }) => sought.has(caseId));
    return all.length === sought.size && all;
  });
  const pages = await forEach(lines, (line) =>
    until('a search for duplicates', async () => {
      const page = await api.get<Screening>(path(line));
      return page.duplicates !== null && page;
    }),
  );
  return new Map(pages.map((page) => [page.caseId, page]));
}

/** The facts that the rules lack. */
async function recordFacts(api: ApiClient, screening: Screening, fate: Fate): Promise<Screening> {
  const lacking = new Set(screening.rules.flatMap(({ missing }) => missing));
  const found = Object.entries({ ...FOUND, ...FOUND_OF[fate] }).filter(
    ([fact, value]) => value !== undefined && lacking.has(fact),
  );
  await api.post(`${path(screening)}/facts`, {
    facts: Object.fromEntries(found),
    reason: 'Answers of the offices asked',
  });
  return api.get<Screening>(path(screening));
}

/** As the rules say. */
async function decide(api: ApiClient, screening: { id: string }): Promise<void> {
  const { rules } = await api.get<Screening>(path(screening));
  const reasons = rules.filter(({ outcome }) => outcome === 'fails').map(({ reason }) => reason);
  await api.post(
    `${path(screening)}/decide`,
    reasons.length === 0 ? { decision: 'ELIGIBLE' } : { decision: 'INELIGIBLE', reasons },
  );
}

/** A failing rule is passed over by two officers. */
async function overrule(screening: Screening, first: ApiClient, second: ApiClient): Promise<void> {
  const reason = 'The arrears are paid in instalments that the tax office granted.';
  for (const { rule } of screening.rules.filter(({ outcome }) => outcome === 'fails')) {
    await first.post(`${path(screening)}/overrulings`, { rule, reason });
    await second.post(`${path(screening)}/overrulings/${rule}/confirm`, { reason });
  }
  await first.post(`${path(screening)}/decide`, { decision: 'ELIGIBLE' });
}
