import { randomUUID } from 'node:crypto';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OneMore } from '../../../test/support/more-people.js';
import {
  codeOf,
  EvaluationsApp,
  type Line,
  marks,
  type Page,
  type Step,
} from '../../../test/support/evaluations-app.js';

describe('An evaluation over HTTP', () => {
  let app: EvaluationsApp;
  const post = (...of: Parameters<EvaluationsApp['post']>) => app.post(...of);
  const read = <Body>(path: string, person?: string) => app.read<Body>(path, person);
  const evaluationOf = (...of: Parameters<EvaluationsApp['evaluationOf']>) => app.evaluationOf(...of);
  const stageOf = (name: string, id: string) => app.stageOf(name, id);
  beforeAll(async () => {
    app = await EvaluationsApp.start();
  }, 180_000);
  afterAll(() => app.doyak.close());

  const five = () => app.reviewers.slice(0, 5).map(({ id }) => id);
  const scores: readonly (readonly [number, string])[] = [
    ...([
      [60, 'A'],
      [40, 'B'],
      [41, 'B'],
      [42, 'C'],
      [10, 'E'],
    ] as const),
  ];

  it('appoints one panel for many applications; whom the data speaks against is excluded from those alone', async () => {
    const [second, third] = [await evaluationOf('second'), await evaluationOf('third')];
    await evaluationOf('first');
    const relation = { ground: 'testimony-or-advice', to: { evaluationId: second.split('/').at(-1) } };
    const relations = `/v1/reviewers/${app.reviewers[4]!.id}/relations`;
    expect(await codeOf(app.reviewers[0]!.post(relations, relation))).toEqual([404, 'PERSON_NOT_FOUND']);
    await app.reviewers[4]!.post(relations, relation).expect(200);

    const unfit = { reviewers: [...five().slice(1), randomUUID()] };
    expect(await codeOf(post('operator', `${third}/panel`, unfit))).toEqual([422, 'REVIEWER_UNFIT']);
    expect(await codeOf(post('operator', `${third}/panel`, { reviewers: five().slice(1) }))).toEqual([
      ...[422, 'PANEL_SIZE'],
    ]);
    const all = { roundId: app.roundId, stage: 'document-evaluation', reviewers: five() };
    await post('hanbit', '/v1/evaluation-panels', all).expect(403);
    const { body } = await post('operator', '/v1/evaluation-panels', all).expect(200);
    const steps = (body as { evaluations: Step[] }).evaluations;
    expect(steps.map(({ done }) => done)).toEqual([true, true, true]);
    const excluded = steps.find(({ evaluationId }) => second.endsWith(evaluationId))!.excluded;
    expect(excluded).toEqual([app.reviewers[4]!.id]);
    expect(steps.flatMap((one) => one.excluded)).toHaveLength(1);
    const { members } = await read<Page>(second);
    expect(members[4]).toMatchObject({
      out: 'exclusion',
      why: { ground: 'testimony-or-advice', source: 'relation', relationId: expect.any(String) },
    });
    const again = await post('operator', '/v1/evaluation-panels', all).expect(200);
    expect(again.body).toEqual({ evaluations: [] });
    expect(await codeOf(post('operator', `${second}/panel`, { reviewers: five() }))).toEqual([
      ...[409, 'PANEL_APPOINTED'],
    ]);
  });

  it('wants a pledge before a ballot, and hides every ballot from everybody else until the panel is closed', async () => {
    const first = await evaluationOf('first');
    const [one, two] = [app.reviewers[0]!, app.reviewers[1]!];
    expect(await codeOf(one.post(`${first}/ballot`, { marks: marks(60, 'A') }))).toEqual([
      ...[422, 'PLEDGE_NEEDED'],
    ]);
    expect(await codeOf(one.get(`${first}/application`))).toEqual([422, 'PLEDGE_NEEDED']);
    expect(await codeOf(app.reviewers[6]!.get(`${first}/application`))).toEqual([
      404,
      'EVALUATION_NOT_FOUND',
    ]);
    expect(await codeOf(app.reviewers[6]!.post(`${first}/pledge`))).toEqual([403, 'NOT_ON_PANEL']);
    for (const reviewer of app.reviewers.slice(0, 5)) {
      const { body } = await reviewer
        .post('/v1/evaluation-pledges', { roundId: app.roundId, stage: 'document-evaluation' })
        .expect(200);
      const count = reviewer === app.reviewers[4] ? 2 : 3;
      expect((body as { evaluations: Step[] }).evaluations.filter(({ done }) => done)).toHaveLength(count);
    }
    const application = (await one.get(`${first}/application`).expect(200)).body as {
      documents: { documentId: string }[];
    };
    expect(application).toMatchObject({
      title: 'Item first',
      documents: [{ slot: 'business-registration' }],
    });
    const content = `${first}/documents/${application.documents[0]!.documentId}/content`;
    expect(await codeOf(app.reviewers[6]!.get(content))).toEqual([404, 'EVALUATION_NOT_FOUND']);
    const opened = await one.get(content).buffer(true).expect(200);
    expect((opened.body as Buffer).toString()).toContain('%PDF-1.7');
    const own = `/v1/applications/${app.cases['first']!.applicationId}`;
    await one.get(own).expect(403);
    await one.get(`${own}/documents`).expect(403);
    const wrong = [
      { item: 'need', points: 61 },
      { item: 'plan', points: 5 },
    ];
    expect((await one.post(`${first}/ballot`, { marks: wrong }).expect(422)).body).toMatchObject({
      code: 'BALLOT_INVALID',
      errors: [{ pointer: '/marks/0' }, { pointer: '/marks/1' }],
    });
    await one.post(`${first}/ballot`, { marks: marks(60, 'A'), opinion: 'SECRET-OPINION' }).expect(200);
    await one.post(`${first}/ballot`, { marks: marks(60, 'A'), opinion: 'SECRET-OPINION' }).expect(200);
    await two.post(`${first}/ballot`, { marks: marks(40, 'B') }).expect(200);

    // Every route that tells anything of the evaluation, for everybody who may ask it.
    const { caseId } = app.cases['first']!;
    const paths = [
      ...[first, `${first}?asOf=2100-01-01T00:00:00Z`, `${first}/explanation`],
      ...['/v1/evaluations', '/v1/evaluations?mine=true', `/v1/evaluations?caseId=${caseId}`],
      ...[`/v1/cases/${caseId}`, `/v1/cases/${caseId}/history`, `/v1/cases/${caseId}/actions`],
      ...['/v1/cases', `/v1/selections?roundId=${app.roundId}`],
    ];
    const leaks: string[] = [];
    const told = (who: string, path: string, text: string) => {
      if (/SECRET-OPINION|"points":60|"grade":"A"/.test(text)) leaks.push(`${who} ${path}`);
    };
    for (const path of paths) {
      for (const who of ['operator', 'operator2', 'auditor', 'hanbit', 'admin'])
        told(who, path, (await app.doyak.as(who).get(path)).text);
      told('member', path, (await two.get(path)).text);
    }
    expect(leaks).toEqual([]);
    // The check would have seen it: the own ballot is there.
    told('giver', first, (await one.get(first).expect(200)).text);
    expect(leaks).toEqual([`giver ${first}`]);
    expect(await codeOf(two.get(`${first}/explanation`))).toEqual([409, 'EVALUATION_NOT_CLOSED']);
    expect(await codeOf(app.reviewers[6]!.get(first))).toEqual([404, 'EVALUATION_NOT_FOUND']);
    expect(await codeOf(app.doyak.as('byeol').get(first))).toEqual([404, 'EVALUATION_NOT_FOUND']);
    expect(await codeOf(two.get(`/v1/cases/${caseId}/history`))).toEqual([403, 'FORBIDDEN']);
  });

  it('closes with a quorum, tells how the total came about, and what it is of the selection', async () => {
    const first = await evaluationOf('first');
    const close = { minutes: 'Heard and decided.' };
    expect((await post('operator', `${first}/close`, close).expect(422)).body).toMatchObject({
      code: 'QUORUM_MISSING',
    });
    for (const [at, [need, plan]] of scores.entries())
      await app.reviewers[at]!.post(`${first}/ballot`, { marks: marks(need, plan) }).expect(200);
    expect(await codeOf(app.reviewers[0]!.post(`${first}/close`, close))).toEqual([403, 'FORBIDDEN']);
    await post('operator', `${first}/close`, close).expect(200);
    await eventually(async () =>
      expect(await stageOf('first', 'document-evaluation')).toMatchObject({ outcome: 'passed' }),
    );
    expect(await codeOf(app.reviewers[0]!.post(`${first}/ballot`, { marks: marks(1, 'E') }))).toEqual([
      ...[409, 'EVALUATION_CLOSED'],
    ]);
    // 60+40=100 and 10+8=18 are dropped; (72 + 73 + 66) / 3 = 70.333…
    const explained = await read<{ result: { ballots: { reviewer: string | null }[] } }>(
      `${first}/explanation`,
    );
    expect(explained).toMatchObject({
      outcome: 'passed',
      quorum: { needed: 4, ballots: 5, met: true },
      result: {
        ballots: [
          { total: '18.00', dropped: 'lowest' },
          { total: '66.00', dropped: null },
          {
            total: '72.00',
            dropped: null,
            marks: [{ how: '40 of 60 = 40.00' }, { how: '40 × 4/5 = 32.00' }],
          },
          { total: '73.00', dropped: null },
          { total: '100.00', dropped: 'highest' },
        ],
        drop: { applied: true },
        mean: { sum: '211.00', count: 3, rounded: '70.33', how: '(66.00 + 72.00 + 73.00) ÷ 3 ≈ 70.33' },
        criteria: [
          { id: 'need', rounded: '41.00' },
          { id: 'plan', rounded: '29.33' },
        ],
        passTest: { how: '70.33 ≥ 60.00', passed: true },
        total: { points: '70.33' },
      },
      weighting: [
        {
          selection: 'selection',
          parts: [
            { stage: 'document-evaluation', percent: 30, total: '70.33', contribution: '21.0990' },
            { stage: 'presentation', total: null },
          ],
          total: null,
        },
      ],
    });
    const told = await read<typeof explained>(`${first}/explanation`, 'hanbit');
    expect(told.result.ballots.map(({ reviewer }) => reviewer)).toEqual([null, null, null, null, null]);
    // Now the members see one another's ballots; the applicant never does.
    const seen = (await app.reviewers[1]!.get(first).expect(200)).body as Page;
    expect(seen.members.every((member) => member.marks !== null)).toBe(true);
    expect((await read<Page>(first, 'hanbit')).members.some((member) => member.marks !== null)).toBe(false);
    expect(
      (await app.doyak.as('operator').get(`/v1/cases/${app.cases['first']!.caseId}/history`)).text,
    ).toContain('"grade":"A"');
  });

  it('lets a party challenge a member, and the others decide', async () => {
    const second = await evaluationOf('second');
    const [one, two, three, four] = app.reviewers as [OneMore, OneMore, OneMore, OneMore];
    const challenge = { reviewer: four.id, grounds: 'Wrote the paper that we refuted' };
    expect(await codeOf(post('hanbit', `${second}/challenges`, challenge))).toEqual([
      ...[403, 'NOT_THE_APPLICANT'],
    ]);
    await post('byeol', `${second}/challenges`, challenge).expect(200);
    const ballot = { marks: marks(50, 'A') };
    expect(await codeOf(four.post(`${second}/ballot`, ballot))).toEqual([409, 'CHALLENGE_OPEN']);
    const votes = `${second}/challenges/1/votes`;
    expect(await codeOf(four.post(votes, { uphold: false }))).toEqual([403, 'OWN_CHALLENGE']);
    await one.post(votes, { uphold: true }).expect(200);
    await two.post(votes, { uphold: false }).expect(200);
    expect((await read<Page>(second)).challenges).toMatchObject([{ decision: null }]);
    await three.post(votes, { uphold: false }).expect(200);
    expect((await read<Page>(second, 'byeol')).challenges).toMatchObject([
      { decision: 'rejected', votes: null },
    ]);
    expect(await codeOf(post('byeol', `${second}/challenges`, challenge))).toEqual([
      ...[409, 'CHALLENGED_BEFORE'],
    ]);
    for (const reviewer of [one, two, three, four])
      await reviewer.post(`${second}/ballot`, ballot).expect(200);
    // The excluded member is no member.
    expect(await codeOf(app.reviewers[4]!.post(`${second}/ballot`, ballot))).toEqual([403, 'REVIEWER_OUT']);
    const hold = `/v1/cases/${app.cases['second']!.caseId}`;
    await post('operator', `${hold}/hold`, { reason: 'Inquiry' }).expect(200);
    const close = { minutes: 'Heard and decided.' };
    expect(await codeOf(post('operator', `${second}/close`, close))).toEqual([409, 'CASE_HELD']);
    await post('operator', `${hold}/resume`, { reason: 'Cleared' }).expect(200);
    await post('operator', `${second}/close`, close).expect(200);
    const presentation = await evaluationOf('second', 'presentation');
    const five = [0, 1, 2, 3, 5].map((n) => app.reviewers[n]!.id);
    const conflicted = { reviewers: [...five.slice(1), app.reviewers[4]!.id] };
    expect(await codeOf(post('operator', `${presentation}/panel`, conflicted))).toEqual([
      ...[422, 'REVIEWER_UNFIT'],
    ]);
    await post('operator', `${presentation}/panel`, { reviewers: five }).expect(200);
    await post('operator', `${presentation}/no-show`, { minutes: 'Nobody came.' }).expect(200);
    await eventually(async () =>
      expect(await read(`/v1/cases/${app.cases['second']!.caseId}`)).toMatchObject({
        ...{ status: 'closed', outcome: 'rejected' },
      }),
    );
  });

  it('computes a closed result again when a reviewer falls out, and takes the stage up again when the outcome changes', async () => {
    const first = await evaluationOf('first');
    await app.reviewers[2]!.post(`${first}/recusal`, { reason: 'A cousin works there' }).expect(200);
    expect(await codeOf(app.reviewers[2]!.post(`${first}/recusal`, { reason: 'Again' }))).toEqual([
      ...[403, 'REVIEWER_OUT'],
    ]);
    // (18 + 66 + 72 + 100) / 4: with four ballots none is dropped.
    expect(await read(`${first}/explanation`)).toMatchObject({
      voided: [{ reviewer: app.reviewers[2]!.id, because: 'recusal' }],
      quorum: { ballots: 4 },
      result: { drop: { applied: false }, total: { how: '64.00 = 64.00' } },
    });
    // Who fell out does not see what the others gave.
    const seen = (await app.reviewers[2]!.get(first).expect(200)).body as Page;
    expect(seen.members.filter((member) => member.marks !== null)).toHaveLength(1);

    const third = await evaluationOf('third');
    for (const [at, need] of [60, 19, 19, 19, 2].entries())
      await app.reviewers[at]!.post(`${third}/ballot`, { marks: marks(need, need === 2 ? 'E' : 'A') }).expect(
        200,
      );
    await post('operator', `${third}/close`, { minutes: 'Below the mark.' }).expect(200);
    await eventually(async () =>
      expect(await read(`/v1/cases/${app.cases['third']!.caseId}`)).toMatchObject({ outcome: 'rejected' }),
    );
    const founder = { ground: 'relative', to: { evaluationId: third.split('/').at(-1) } };
    await post('operator', `/v1/reviewers/${app.reviewers[4]!.id}/relations`, founder).expect(200);
    const again = await evaluationOf('third', 'document-evaluation', 2);
    const { members, status } = await read<Page>(again);
    expect([status, members[4]!.out, members.filter(({ out }) => out === null).length]).toEqual([
      ...['scoring', 'exclusion', 4],
    ]);
    await post('operator', `${again}/close`, { minutes: 'Computed without the excluded member.' }).expect(
      200,
    );
    await eventually(async () =>
      expect(await stageOf('third', 'document-evaluation')).toMatchObject({ outcome: 'passed' }),
    );
    const { items } = await read<{ items: { changedFrom: string | null; outcome: string }[] }>(
      `/v1/evaluations?caseId=${app.cases['third']!.caseId}&stage=document-evaluation&status=closed`,
    );
    expect(items.map(({ outcome, changedFrom }) => [outcome, changedFrom])).toEqual([
      ['passed', null],
      ['passed', 'failed'],
    ]);
  });

  it('adds a bonus after the pass test, tells the selection, and lists to each what is theirs', async () => {
    const presentation = await evaluationOf('first', 'presentation');
    const panel = { reviewers: [0, 1, 3, 5, 6].map((n) => app.reviewers[n]!.id) };
    const { actions } = await read<{ actions: { action: string; allowed: boolean }[] }>(
      `/v1/cases/${app.cases['first']!.caseId}/actions`,
    );
    expect(actions).toContainEqual(
      expect.objectContaining({ action: 'evaluations.appoint-panel', allowed: true }),
    );
    await post('operator', `${presentation}/panel`, panel).expect(200);
    await app.reviewers[0]!.post(`${presentation}/pledge`).expect(200);
    // A relation declared by now ends the seat at once, and another person takes it.
    const relation = { ground: 'agent', to: { evaluationId: presentation.split('/').at(-1) } };
    await app.reviewers[6]!.post(`/v1/reviewers/${app.reviewers[6]!.id}/relations`, relation).expect(200);
    await eventually(async () => expect((await read<Page>(presentation)).members[4]!.out).toBe('exclusion'));
    const seat = { reviewer: app.reviewers[4]!.id, replaces: app.reviewers[6]!.id };
    await post('operator', `${presentation}/replacements`, seat).expect(200);
    const sitting = [0, 1, 3, 5, 4].map((n) => app.reviewers[n]!);
    for (const [at, points] of [70, 71, 72, 73, 80].entries()) {
      await sitting[at]!.post(`${presentation}/pledge`).expect(200);
      const ballot = { marks: [{ item: 'pitch', points }] };
      await sitting[at]!.post(`${presentation}/ballot`, ballot).expect(200);
    }
    const award = { bonuses: ['region'], reason: 'Seat in Daejeon' };
    await post('operator', `${presentation}/bonuses`, { ...award, bonuses: ['no-such'] }).expect(422);
    await post('operator', `${presentation}/bonuses`, award).expect(200);
    await post('operator', `${presentation}/close`, { minutes: 'Heard.' }).expect(200);
    // 64.00 × 30 % + (72.00 + 3.00) × 70 %
    expect(await read(`${presentation}/explanation`)).toMatchObject({
      result: { bonuses: [{ id: 'region', points: '3.00' }], total: { how: '72.00 + 3.00 = 75.00' } },
      weighting: [{ parts: [{ contribution: '19.2000' }, { contribution: '52.5000' }], total: '71.70' }],
    });
    await eventually(async () => {
      expect(await stageOf('first', 'selection')).toMatchObject({ status: 'open' });
      const { items } = await read<{ items: { id: string }[] }>(`/v1/selections?roundId=${app.roundId}`);
      await post('operator2', `/v1/selections/${items[0]!.id}/rank`).expect(200);
      const { ranking } = await read<{ ranking: { places: { caseId: string; total: number }[] } }>(
        `/v1/selections/${items[0]!.id}`,
      );
      expect(ranking.places).toMatchObject([{ caseId: app.cases['first']!.caseId, total: 7_170 }]);
    });
    const list = async (answer: PromiseLike<{ body: unknown }>) =>
      ((await answer).body as { items: Line[] }).items.map(({ caseId }) => caseId);
    const mine = await list(app.reviewers[5]!.get('/v1/evaluations').expect(200));
    expect(new Set(mine)).toEqual(new Set([app.cases['first']!.caseId, app.cases['second']!.caseId]));
    expect(new Set(await list(app.doyak.as('byeol').get('/v1/evaluations')))).toEqual(
      new Set([app.cases['second']!.caseId]),
    );
    await app.doyak.as('partner').get('/v1/evaluations').expect(403);
  });
});
