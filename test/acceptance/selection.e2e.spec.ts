import { readFileSync } from 'node:fs';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OneMore, oneMore } from '../support/more-people.js';
import { sendMissingDocuments } from '../support/papers.js';
import { type PlatformApp, startPlatform } from '../support/platform-app.js';
import { publishProgram } from '../support/programs.js';

interface Place {
  caseId: string;
  place: string;
  total: number;
}

/** As shipped, on its own. */
const voucher = readFileSync(new URL('../../programs/minimal.yaml', import.meta.url), 'utf8')
  .replace('id: ai-voucher', 'id: ai-voucher-whole')
  .replace('code: VOU', 'code: VOW');

/** Every step over HTTP, as the different people would take it; what comes between follows by itself. */
describe('From application to publication', () => {
  let doyak: PlatformApp;
  const panel: OneMore[] = [];
  const applications = [
    { person: 'hanbit', businessNumber: '123-45-67891', points: [45, 45] },
    { person: 'byeol', businessNumber: '220-81-62517', points: [40, 35] },
    { person: 'byeol', businessNumber: '120-81-47521', points: [20, 30] },
  ];
  const cases: string[] = [];
  let roundId: string;

  beforeAll(async () => {
    doyak = await startPlatform();
    for (const name of ['one', 'two', 'three']) panel.push(await oneMore(doyak, name, 'reviewer'));
  }, 120_000);
  afterAll(() => doyak.close());

  const post = async <Body>(person: string, path: string, body?: object) => {
    const answer = await doyak.as(person).post(path, body);
    if (answer.status >= 300) throw new Error(`${person} ${path}: ${answer.status} ${answer.text}`);
    return answer.body as Body;
  };
  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const stages = async (caseId: string) => {
    const { stages: all } = await read<{ stages: { stage: string; status: string; outcome?: string }[] }>(
      `/v1/cases/${caseId}`,
    );
    return Object.fromEntries(all.map(({ stage, status, outcome }) => [stage, outcome ?? status]));
  };
  const only = <Item>(path: string) =>
    eventually(async () => {
      const { items } = await read<{ items: Item[] }>(path);
      expect(items).toHaveLength(1);
      return items[0]!;
    });

  it('is one way through all contexts', async () => {
    await publishProgram(doyak, 'ai-voucher-whole', voucher);
    const round = await post<{ id: string }>('operator', '/v1/rounds', {
      ...{ programId: 'ai-voucher-whole', programVersion: 1 },
      notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 1, budget: 10_000_000 }],
    });
    roundId = round.id;
    for (const [at, { person, businessNumber }] of applications.entries()) {
      const { id } = await post<{ id: string }>(person, '/v1/applications', { roundId, track: 'general' });
      await post(person, `/v1/applications/${id}/edit`, {
        title: `Item ${at}`,
        company: { name: `Sample ${at}`, businessNumber },
        answers: { employees: 12, plan: `Evaluate small model ${at}.` },
      });
      await sendMissingDocuments(doyak.as(person), id);
      await post(person, `/v1/applications/${id}/submit`);
      cases.push((await read<{ caseId: string }>(`/v1/applications/${id}`, person)).caseId);
    }

    for (const caseId of cases) {
      const screening = await only<{ id: string }>(`/v1/screenings?caseId=${caseId}`);
      const path = `/v1/screenings/${screening.id}`;
      await post('operator', `${path}/facts`, { facts: { taxArrears: false }, reason: 'Certificate' });
      await post('operator', `${path}/decide`, { decision: 'ELIGIBLE' });
      await eventually(async () =>
        expect(await stages(caseId)).toMatchObject({ 'document-evaluation': 'ready' }),
      );
      await post('operator', `/v1/cases/${caseId}/stages/document-evaluation/open`);
      await only(`/v1/evaluations?caseId=${caseId}`);
    }

    const stage = { roundId, stage: 'document-evaluation' };
    const reviewers = panel.map(({ id }) => id);
    const appointed = await post<{ evaluations: { done: boolean }[] }>('operator', '/v1/evaluation-panels', {
      ...stage,
      reviewers,
    });
    expect(appointed.evaluations.map(({ done }) => done)).toEqual([true, true, true]);
    for (const reviewer of panel) await reviewer.post('/v1/evaluation-pledges', stage).expect(200);
    for (const [at, caseId] of cases.entries()) {
      const { id } = await only<{ id: string }>(`/v1/evaluations?caseId=${caseId}`);
      const [need, plan] = applications[at]!.points;
      for (const [n, reviewer] of panel.entries()) {
        const marks = [
          { item: 'need', points: need! + n },
          { item: 'plan', points: plan! },
        ];
        await reviewer.post(`/v1/evaluations/${id}/ballot`, { marks }).expect(200);
      }
      await post('operator', `/v1/evaluations/${id}/close`, { minutes: 'Heard and decided.' });
    }

    const [first, second, third] = cases as [string, string, string];
    await eventually(async () =>
      expect(await read(`/v1/cases/${third}`)).toMatchObject({ status: 'closed', outcome: 'rejected' }),
    );
    for (const caseId of [first, second]) {
      await eventually(async () => expect(await stages(caseId)).toMatchObject({ selection: 'ready' }));
      await post('operator', `/v1/cases/${caseId}/stages/selection/open`);
    }
    const selection = await eventually(async () => {
      const found = await only<{ id: string; candidates: number }>(`/v1/selections?roundId=${roundId}`);
      expect(found.candidates).toBe(2);
      return `/v1/selections/${found.id}`;
    });
    await post('operator', `${selection}/rank`);
    const { ranking } = await read<{ ranking: { places: Place[] } }>(selection);
    // 45 + 1 + 45 and 40 + 1 + 35: means over three ballots.
    expect(ranking.places).toMatchObject([
      { caseId: first, place: 'selected', total: 9_100 },
      { caseId: second, place: 'reserve', total: 7_600 },
    ]);
    await post('operator2', `${selection}/publish`);
    await eventually(async () => {
      expect(await stages(first)).toMatchObject({ selection: 'selected', disbursement: 'ready' });
      const { items } = await read<{ items: { result: string }[] }>(`/v1/cases/${first}/notices`, 'hanbit');
      expect(items.map(({ result }) => result)).toContain('selected');
    });
  }, 120_000);
});
