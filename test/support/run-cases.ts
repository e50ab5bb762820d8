import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandBus } from '@nestjs/cqrs';
import { CloseStage } from '@doyak/cases';
import { type OrganisationKind, RegisterOrganisation } from '@doyak/identity';
import { eventually } from '@doyak/kernel/testing';
import { publicKeyText, signAnswer } from '@doyak/webhook-receiver';
import { expect } from '@jest/globals';
import { actorOf, type OneMore, oneMore } from './more-people.js';
import { sendMissingDocuments } from './papers.js';
import type { PlatformApp } from './platform-app.js';
import { publishProgram } from './programs.js';

const PROGRAM = 'chip-runs';

const coFundingStage = `      - id: co-funding
        kind: co-funding
        title: { ko: 공동재원, en: Co-funding }
        opens: automatic
        waitsFor: { all: [{ stage: selection, outcomes: [selected] }] }
        expected: { least: { count: 1, unit: days }, most: { count: 3, unit: months } }
        ends:
          insufficient: { as: terminated, reason: ABANDONED }
        config:
          leastCost: 10000000000
          shares:
            - { party: government, leastPercent: 0, mostPercent: 50 }
            - { party: applicant, leastPercent: 10, mostPercent: 40, inKindMostPercent: 20 }
            - { party: large-company, leastPercent: 20, mostPercent: 70 }
`;
const runStage = (after: string, route: string, gates: string) => `      - id: prototype-run
        kind: prototype-run
        title: { ko: 시제품, en: Prototype run }
        opens: automatic
        waitsFor: { all: [${after}] }
        expected: { least: { count: 6, unit: months }, most: { count: 16, unit: months } }
        ends:
          accepted: { as: completed }
          rejected: { as: failed, reason: BELOW_THRESHOLD }
          abandoned: { as: terminated, reason: ABANDONED }
        config:
          route: ${route}
          gates: [${gates}]
          months: { least: 1, most: 10 }
          respins: 1
          mostPerCase: 20000000000
          costItems: [mask, wafer, eda]
          acceptance: { leastYieldPercent: 50, leastCpkHundredths: 50 }
`;

/** As shipped, but for its money: a single run with co-funding, or a seat on a shuttle. */
const minimal = readFileSync(new URL('../../programs/minimal.yaml', import.meta.url), 'utf8');
const start = minimal.indexOf('      - id: disbursement\n');
const end = minimal.indexOf('    keepApart:');
const withStages = (stages: string, id: string, code: string) =>
  `${minimal.slice(0, start)}${stages}${minimal.slice(end)}`
    .replace('id: ai-voucher', `id: ${id}`)
    .replace('code: VOU', `code: ${code}`)
    .replace('- [screening, disbursement]', '- [screening, prototype-run]')
    .replaceAll('opens: by-operator', 'opens: automatic');

/** Prototype runs over HTTP: cases that have come so far, and partners that answer with keys of their own. */
export class RunCases {
  readonly partners: Readonly<Record<string, { organisationId: string; person: OneMore }>>;
  private readonly keys = new Map<string, ReturnType<typeof generateKeyPairSync>['privateKey']>();

  private constructor(
    readonly doyak: PlatformApp,
    partners: RunCases['partners'],
  ) {
    this.partners = partners;
  }

  static async start(doyak: PlatformApp): Promise<RunCases> {
    const gates = 'pdk-and-ip, sign-off, mask, wafer-lot, probe, buyer-acceptance';
    const single =
      coFundingStage + runStage('{ stage: co-funding, outcomes: [complete] }', 'single-run', gates);
    const shuttle = runStage(
      '{ stage: selection, outcomes: [selected] }',
      'mpw-shuttle',
      'pdk-and-ip, mask, buyer-acceptance',
    );
    await publishProgram(doyak, PROGRAM, withStages(single, PROGRAM, 'CHP'));
    await publishProgram(doyak, `${PROGRAM}-shared`, withStages(shuttle, `${PROGRAM}-shared`, 'MPW'));
    const bus = doyak.app.get(CommandBus, { strict: false });
    const register = async (kind: OrganisationKind, name: string, first: string) => {
      const facts = { kind, name, businessNumber: businessNumber(first), corporateNumber: null };
      const { streamId } = await bus.execute(new RegisterOrganisation(facts, byAdministrator(doyak)));
      const organisationId = streamId.slice('organisation-'.length);
      return { organisationId, person: await oneMore(doyak, name, 'partner', organisationId) };
    };
    const cases = new RunCases(doyak, {
      foundry: await register('foundry', 'sample-foundry', '301810001'),
      buyer: await register('large-company', 'sample-buyer', '301810002'),
      investor: await register('large-company', 'sample-investor', '301810003'),
    });
    for (const { organisationId } of Object.values(cases.partners)) await cases.registerKey(organisationId);
    return cases;
  }

  private async registerKey(organisationId: string): Promise<void> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    this.keys.set(organisationId, privateKey);
    const day = 86_400_000;
    await this.doyak
      .as('operator')
      .post(`/v1/webhook-partners/${organisationId}/keys`, {
        publicKey: publicKeyText(publicKey),
        validFrom: new Date(Date.now() - day).toISOString(),
        validUntil: new Date(Date.now() + day).toISOString(),
      })
      .expect(200);
  }

  readonly read = async <Body>(path: string, person = 'operator') =>
    (await this.doyak.as(person).get(path).expect(200)).body as Body;

  /** A case of hanbit that has been selected. */
  async selected(shared = false): Promise<string> {
    const { doyak } = this;
    const idOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { id: string }).id;
    const round = {
      ...{ programId: shared ? `${PROGRAM}-shared` : PROGRAM, programVersion: 1 },
      notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 0, budget: 1_000 }],
    };
    const roundId = await idOf(doyak.as('operator').post('/v1/rounds', round).expect(201));
    const own = doyak.as('hanbit');
    const id = await idOf(own.post('/v1/applications', { roundId, track: 'general' }).expect(201));
    const draft = {
      title: randomUUID(),
      company: { name: 'Sample', businessNumber: '123-45-67891' },
      answers: { employees: 12, plan: 'Make a chip.' },
    };
    await own.post(`/v1/applications/${id}/edit`, draft).expect(200);
    await sendMissingDocuments(own, id);
    await own.post(`/v1/applications/${id}/submit`).expect(200);
    const { caseId } = await this.read<{ caseId: string }>(`/v1/applications/${id}`, 'hanbit');
    await this.stage(caseId, 'screening', { status: 'open' });
    const bus = doyak.app.get(CommandBus, { strict: false });
    const results = { screening: 'eligible', 'document-evaluation': 'passed', selection: 'selected' };
    for (const [stage, outcome] of Object.entries(results))
      await bus.execute(new CloseStage({ caseId, stage, run: 1, outcome, decidedBy: [] }, system()));
    return caseId;
  }

  /** Waits until a stage of a case stands so. */
  async stage(caseId: string, stage: string, stands: object): Promise<void> {
    await eventually(async () => {
      const { stages } = await this.read<{ stages: object[] }>(`/v1/cases/${caseId}`);
      expect(stages).toContainEqual(expect.objectContaining({ stage, ...stands }));
    });
  }

  /** Id of the only one of a case. */
  only(list: 'co-fundings' | 'prototype-runs', caseId: string): Promise<string> {
    return eventually(async () => {
      const { items } = await this.read<{ items: { id: string }[] }>(`/v1/${list}?caseId=${caseId}`);
      return items[0]!.id;
    });
  }

  /** The partner of a gate answers, signed, once it has been asked. */
  async answer(runId: string, gate: string, outcome: 'accepted' | 'rejected'): Promise<void> {
    const { requestId, organisationId } = await eventually(async () => {
      const { gates } = await this.read<{ gates: { gate: string; asks: Asks | null }[] }>(
        `/v1/prototype-runs/${runId}`,
      );
      const { reviewId } = gates.find((one) => one.gate === gate)!.asks!;
      const { steps } = await this.read<{ steps: AskedStep[] }>(`/v1/reviews/${reviewId}`);
      return { requestId: steps[0]!.id, organisationId: steps[0]!.request!.organisationId };
    });
    const { body, headers } = signAnswer({ requestId, outcome }, { key: this.keys.get(organisationId)! });
    const given = await fetch(`${this.doyak.url}/v1/callbacks/${requestId}`, {
      ...{ method: 'POST', body, headers: { ...headers, Prefer: 'wait=5' } },
    });
    expect(given.status).toBe(200);
  }
}

interface Asks {
  readonly reviewId: string;
}
interface AskedStep {
  readonly id: string;
  readonly request: { readonly organisationId: string } | null;
}

const byAdministrator = (doyak: PlatformApp) => ({
  actor: { kind: 'person' as const, ...actorOf(doyak.token('admin')), authority: 'role:administrator' },
  now: new Date(),
  commandId: randomUUID(),
});
const system = () => ({
  actor: { kind: 'system' as const, id: 'test', authority: 'test' },
  now: new Date(),
  commandId: randomUUID(),
});

/** Nine digits with their check digit. */
function businessNumber(first: string): string {
  const digits = [...first].map(Number);
  const weights = [1, 3, 7, 1, 3, 7, 1, 3, 5];
  const sum = digits.reduce(
    (all, digit, at) => all + digit * weights[at]!,
    Math.floor((5 * digits[8]!) / 10),
  );
  return `${first}${(10 - (sum % 10)) % 10}`;
}
