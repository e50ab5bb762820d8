import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandBus } from '@nestjs/cqrs';
import { eventually } from '@doyak/kernel/testing';
import { AnswerExternalRequest } from '@doyak/reviews';
import { expect } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { businessNumber } from '../../apps/cli/src/demo/cast/business-numbers.js';
import { type OneMore, oneMore } from './more-people.js';
import type { PlatformApp } from './platform-app.js';
import { publishProgram } from './programs.js';

const reviewed = readFileSync(new URL('../fixtures/programs/reviewed.yaml', import.meta.url), 'utf8');
const PROGRAM = 'procured';

/** One track that goes straight to the registration of a product, then to trial purchases. */
const procured = `${reviewed
  .slice(0, reviewed.indexOf('tracks:'))
  .replace('id: reviewed', `id: ${PROGRAM}`)
  .replace('quorum: 3', 'quorum: 2')
  .replaceAll('450000000', '300000000')}tracks:
  - id: products
    title: { ko: 혁신제품, en: Innovation products }
    code: PRC
    applicants: [company]
    funding:
      - { line: vouchers, amount: 300000000 }
    application:
      form:
        type: object
        additionalProperties: false
        required: [employees]
        properties:
          employees: { type: integer, minimum: 0, x-title: { ko: 상시근로자 수, en: Employees } }
      documents: []
    eligibility: []
    stages:
      - id: registration
        kind: procurement-registration
        title: { ko: 혁신제품 지정, en: Designation }
        opens: automatic
        ends:
          refused: { as: rejected, reason: BELOW_THRESHOLD }
        config:
          routes: [excellent-rnd, demand-proposal]
          rndWithinYears: 5
          committee: panel
          answerWithin: { count: 20, unit: working-days }
          reminders: [3]
          validYears: 3
          extensionYears: [1, 2]
          extensionWindowDays: 180
          expiryNoticeDays: [90, 30]
      - id: trial
        kind: trial-purchase
        title: { ko: 시범구매, en: Trial purchase }
        opens: automatic
        waitsFor: { all: [{ stage: registration, outcomes: [designated] }] }
        ends:
          used: { as: completed }
          not-matched: { as: completed }
        config:
          mostPerProposal: 500000000
          useFor: { count: 6, unit: months }
          reportWithin: { count: 1, unit: months }
    keepApart: []
`;

export interface RegistrationPage {
  id: string;
  status: string;
  sessions: {
    evaluationId: string;
    inFavour: boolean | null;
    overturned: boolean;
    reviewId: string | null;
  }[];
  refusedBecause: string | null;
  designation: {
    validFrom: string;
    validUntil: string;
    extensions: number[];
    noticed: number[];
    listNumber: string | null;
    questioned: boolean;
  } | null;
  cancelledFor: string | null;
}
export interface CatalogueLine {
  id: string;
  listNumber: string | null;
  status: string;
}

/** What specs of procurement do over HTTP. */
export class Procured {
  readonly members: OneMore[] = [];
  service!: OneMore;
  serviceOrganisation = '';

  private constructor(readonly doyak: PlatformApp) {}

  static async prepare(doyak: PlatformApp): Promise<Procured> {
    const made = new Procured(doyak);
    await publishProgram(doyak, PROGRAM, procured);
    for (let n = 0; n < 4; n += 1) made.members.push(await oneMore(doyak, `member-${n}`, 'reviewer'));
    made.serviceOrganisation = await made.organisation('procurement-service', 'Sample Service', 9_901);
    made.service = await oneMore(doyak, 'service', 'partner', made.serviceOrganisation);
    return made;
  }

  async organisation(kind: string, name: string, nth: number): Promise<string> {
    const body = { kind, name, businessNumber: businessNumber(nth) };
    return ((await this.doyak.as('admin').post('/v1/organisations', body).expect(201)).body as { id: string })
      .id;
  }

  async read<Body>(path: string, person = 'operator'): Promise<Body> {
    return (await this.doyak.as(person).get(path).expect(200)).body as Body;
  }

  page(id: string): Promise<RegistrationPage> {
    return this.read<RegistrationPage>(`/v1/registrations/${id}`);
  }

  theCase(id: string) {
    return this.read<{ status: string; outcome: string | null; stages: { stage: string; run: number }[] }>(
      `/v1/cases/${id}`,
    );
  }

  post(person: string, id: string, verb: string, body?: object) {
    return this.doyak.as(person).post(`/v1/registrations/${id}/${verb}`, body);
  }

  catalogue(query = '', person = 'partner') {
    return this.read<{ items: CatalogueLine[]; nextCursor: string | null }>(`/v1/catalogue?${query}`, person);
  }

  /** Submits an application in a round of its own; answers its case and the registration that opens. */
  async open(person: 'byeol' | 'hanbit' = 'byeol') {
    const { doyak } = this;
    const round = {
      ...{ programId: PROGRAM, programVersion: 1 },
      notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'products', slots: 1, reserves: 1, budget: 1_000 }],
    };
    const idOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { id: string }).id;
    const roundId = await idOf(doyak.as('operator').post('/v1/rounds', round).expect(201));
    const own = doyak.as(person);
    const application = await idOf(own.post('/v1/applications', { roundId, track: 'products' }).expect(201));
    const company = { name: 'Sample', businessNumber: person === 'byeol' ? '220-81-62517' : '123-45-67891' };
    const draft = { title: randomUUID(), company, answers: { employees: 12 } };
    await own.post(`/v1/applications/${application}/edit`, draft).expect(200);
    await own.post(`/v1/applications/${application}/submit`).expect(200);
    const { caseId } = await this.read<{ caseId: string }>(`/v1/applications/${application}`, person);
    const id = await eventually(async () => {
      const { items } = await this.read<{ items: { id: string }[] }>(`/v1/registrations?caseId=${caseId}`);
      expect(items).toHaveLength(1);
      return items[0]!.id;
    });
    return { id, caseId, roundId };
  }

  /** Three members of whom everybody votes so. */
  async vote(id: string, votes: readonly boolean[]): Promise<string> {
    const members = this.members.slice(0, 3);
    const path = await this.panel(id, members);
    for (const [at, inFavour] of votes.entries()) await this.ballot(members[at]!, path, inFavour);
    await this.doyak.as('operator2').post(`${path}/close`, { minutes: 'The committee met.' }).expect(200);
    return path;
  }

  /** The panel of the last session, appointed and pledged. */
  async panel(id: string, members: readonly OneMore[]): Promise<string> {
    const path = await eventually(async () => {
      const { evaluationId } = (await this.page(id)).sessions.at(-1)!;
      await this.doyak.as('operator').get(`/v1/evaluations/${evaluationId}`).expect(200);
      return `/v1/evaluations/${evaluationId}`;
    });
    const reviewers = members.map((one) => one.id);
    await this.doyak.as('operator2').post(`${path}/panel`, { reviewers }).expect(200);
    for (const member of members) await member.post(`${path}/pledge`).expect(200);
    return path;
  }

  ballot(member: OneMore, path: string, confirmed: boolean) {
    return member.post(`${path}/ballot`, { marks: [{ item: 'designation', confirmed }] }).expect(200);
  }

  /** The request to the procurement service. */
  request(reviewId: string): Promise<string> {
    return eventually(async () => {
      const { steps } = await this.read<{ steps: { request: { id: string } | null }[] }>(
        `/v1/reviews/${reviewId}`,
      );
      expect(steps[0]?.request).toBeTruthy();
      return steps[0]!.request!.id;
    });
  }

  answer(requestId: string, outcome: 'designate' | 'refuse', now = new Date()) {
    const actor = {
      ...{ kind: 'person' as const, id: this.service.id, organisationId: this.serviceOrganisation },
      authority: 'role:partner',
    };
    const command = new AnswerExternalRequest(
      { requestId, outcome, bodySha256: 'a'.repeat(64) },
      { actor, now, commandId: uuidv7() },
    );
    return this.doyak.app.get(CommandBus, { strict: false }).execute(command);
  }

  /** From the application to the designation. */
  async designate(id: string, person = 'byeol'): Promise<RegistrationPage> {
    await this.post(person, id, 'apply', application()).expect(200);
    await this.post('operator', id, 'committee').expect(200);
    await this.vote(id, [true, true, false]);
    const reviewId = await eventually(async () => {
      const found = (await this.page(id)).sessions.at(-1)!.reviewId;
      expect(found).toBeTruthy();
      return found!;
    });
    await this.answer(await this.request(reviewId), 'designate');
    return eventually(async () => {
      const page = await this.page(id);
      expect(page.status).toBe('DESIGNATED');
      return page;
    });
  }
}

export const application = (product: object = {}, facts: object = {}) => ({
  facts: {
    ...{ route: 'excellent-rnd', projectNumber: 'RND-2024-0117', completedOn: '2025-11-28' },
    ...facts,
  },
  product: {
    ...{ name: { ko: '민원 요약기', en: 'Petition summariser' }, classification: '43232304' },
    ...{ summary: 'Summarises petitions 100% on the premises.', ...product },
  },
});
