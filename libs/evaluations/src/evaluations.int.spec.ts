import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandBus } from '@nestjs/cqrs';
import { CloseStage } from '@doyak/cases';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OneMore, oneMore } from '../../../test/support/more-people.js';
import { sendMissingDocuments } from '../../../test/support/papers.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { publishProgram } from '../../../test/support/programs.js';

interface Member {
  personId: string;
  out: string | null;
  why: { ground?: string; source?: string; relationId?: string; by?: string } | null;
  marks: unknown[] | null;
}
interface Page {
  id: string;
  caseId: string;
  applicationId: string;
  status: string;
  run: number;
  members: Member[];
  challenges: { decision: string | null; votes: unknown[] | null }[];
  closing: { outcome: string | null; told: string; total: string | null } | null;
}
interface Line {
  id: string;
  caseId: string;
  stage: string;
  status: string;
  ballots: number;
  own: object | null;
}
interface Step {
  evaluationId: string;
  done: boolean;
  excluded: string[];
  refused: { code: string } | null;
}

const PROGRAM = 'ai-voucher-evaluated';

/** As shipped, but open to persons, going by itself, with a panel of five that drops extremes, a bonus, and two evaluations that are weighted. */
const evaluated = readFileSync(new URL('../../../programs/minimal.yaml', import.meta.url), 'utf8')
  .replace('id: ai-voucher', `id: ${PROGRAM}`)
  .replace('code: VOU', 'code: VOE')
  .replace('applicants: [company]', 'applicants: [company, person]')
  .replace('required: true', 'required: false')
  .replaceAll('opens: by-operator', 'opens: automatic')
  .replace(
    'panel: 3\n    quorum: 3\n    outside: 2',
    'panel: 5\n    quorum: 4\n    outside: 3\n    drop: { from: 5, highest: 1, lowest: 1 }',
  )
  .replace(
    'weight: 50, method: points }\n            - { id: plan',
    'weight: 60, method: points }\n            - { id: plan',
  )
  .replace('en: Plan }, weight: 50, method: points }', 'en: Plan }, weight: 40, method: graded }')
  .replace(
    '      - id: selection\n',
    `      - id: presentation
        kind: presentation-evaluation
        title: { ko: 발표평가, en: Presentation }
        opens: automatic
        waitsFor: { all: [{ stage: document-evaluation, outcomes: [passed] }] }
        expected: { least: { count: 1, unit: days }, most: { count: 5, unit: days } }
        notices: { failed: refused }
        ends:
          failed: { as: rejected, reason: BELOW_THRESHOLD }
          no-show: { as: rejected, reason: NO_SHOW }
        config:
          committee: panel
          passMark: 60
          presentationMinutes: 10
          questionMinutes: 10
          bonus: [{ id: region, title: { ko: 지역, en: Region }, points: 3 }]
          criteria:
            - { id: pitch, title: { ko: 발표, en: Pitch }, weight: 100, method: points }
      - id: selection
`,
  )
  .replace(
    '[{ stage: document-evaluation, outcomes: [passed] }] }\n        expected: { least: { count: 1, unit: days }, most: { count: 5, unit: working-days } }',
    '[{ stage: presentation, outcomes: [passed] }] }\n        expected: { least: { count: 1, unit: days }, most: { count: 5, unit: working-days } }',
  )
  .replace(
    'totals: [{ stage: document-evaluation, weight: 100 }]',
    'totals: [{ stage: document-evaluation, weight: 30 }, { stage: presentation, weight: 70 }]',
  );

const marks = (need: number, plan: string) => [
  { item: 'need', points: need },
  { item: 'plan', grade: plan },
];

describe('An evaluation over HTTP', () => {
  let doyak: PlatformApp;
  let roundId: string;
  const reviewers: OneMore[] = [];
  const cases: Record<string, { caseId: string; applicationId: string }> = {};
  const bus = () => doyak.app.get(CommandBus, { strict: false });
  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const post = (person: string, path: string, body?: object) => doyak.as(person).post(path, body);
  const idOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { id: string }).id;
  const evaluationOf = (name: string, stage = 'document-evaluation', run = 1) =>
    eventually(async () => {
      const { items } = await read<{ items: (Line & { run: number })[] }>(
        `/v1/evaluations?caseId=${cases[name]!.caseId}&stage=${stage}`,
      );
      const found = items.find((one) => one.run === run);
      expect(found).toBeDefined();
      return `/v1/evaluations/${found!.id}`;
    });
  const stageOf = async (name: string, id: string) => {
    const { stages } = await read<{ stages: { stage: string; status: string; outcome?: string }[] }>(
      `/v1/cases/${cases[name]!.caseId}`,
    );
    return stages.find(({ stage }) => stage === id);
  };
  const codeOf = async (answer: PromiseLike<{ body: unknown; status: number }>) => {
    const { status, body } = await answer;
    return [status, (body as { code: string }).code];
  };

  const apply = async (name: string, person: string, businessNumber?: string) => {
    const own = doyak.as(person);
    const id = await idOf(own.post('/v1/applications', { roundId, track: 'general' }).expect(201));
    const company = businessNumber && { name: `Sample ${name}`, businessNumber };
    const answers = { employees: 12, plan: 'Evaluate a small model.' };
    const edit = { title: `Item ${name}`, ...(company && { company }), answers };
    await own.post(`/v1/applications/${id}/edit`, edit).expect(200);
    await sendMissingDocuments(own, id);
    await own.post(`/v1/applications/${id}/submit`).expect(200);
    const { caseId } = await read<{ caseId: string }>(`/v1/applications/${id}`, person);
    cases[name] = { caseId, applicationId: id };
    await eventually(async () => expect(await stageOf(name, 'screening')).toMatchObject({ status: 'open' }));
    const system = {
      actor: { kind: 'system' as const, id: 'test', authority: 'test' },
      ...{ now: new Date(), commandId: randomUUID() },
    };
    const end = { caseId, stage: 'screening', run: 1, outcome: 'eligible', decidedBy: [] };
    await bus().execute(new CloseStage(end, system));
  };

  beforeAll(async () => {
    doyak = await startPlatform();
    await publishProgram(doyak, PROGRAM, evaluated);
    const round = {
      ...{ programId: PROGRAM, programVersion: 1 },
      notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 1, budget: 1_000 }],
    };
    roundId = await idOf(post('operator', '/v1/rounds', round).expect(201));
    for (let n = 0; n < 7; n += 1) reviewers.push(await oneMore(doyak, `reviewer-${n}`, 'reviewer'));
    await apply('first', 'hanbit', '123-45-67891');
    await apply('second', 'byeol', '220-81-62517');
    await apply('third', 'founder');
  }, 180_000);
  afterAll(() => doyak.close());

  const five = () => reviewers.slice(0, 5).map(({ id }) => id);
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
    const relations = `/v1/reviewers/${reviewers[4]!.id}/relations`;
    expect(await codeOf(reviewers[0]!.post(relations, relation))).toEqual([404, 'PERSON_NOT_FOUND']);
    await reviewers[4]!.post(relations, relation).expect(200);

    const unfit = { reviewers: [...five().slice(1), randomUUID()] };
    expect(await codeOf(post('operator', `${third}/panel`, unfit))).toEqual([422, 'REVIEWER_UNFIT']);
    expect(await codeOf(post('operator', `${third}/panel`, { reviewers: five().slice(1) }))).toEqual([
      ...[422, 'PANEL_SIZE'],
    ]);
    const all = { roundId, stage: 'document-evaluation', reviewers: five() };
    await post('hanbit', '/v1/evaluation-panels', all).expect(403);
    const { body } = await post('operator', '/v1/evaluation-panels', all).expect(200);
    const steps = (body as { evaluations: Step[] }).evaluations;
    expect(steps.map(({ done }) => done)).toEqual([true, true, true]);
    const excluded = steps.find(({ evaluationId }) => second.endsWith(evaluationId))!.excluded;
    expect(excluded).toEqual([reviewers[4]!.id]);
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
    const [one, two] = [reviewers[0]!, reviewers[1]!];
    expect(await codeOf(one.post(`${first}/ballot`, { marks: marks(60, 'A') }))).toEqual([
      ...[422, 'PLEDGE_NEEDED'],
    ]);
    expect(await codeOf(reviewers[6]!.post(`${first}/pledge`))).toEqual([403, 'NOT_ON_PANEL']);
    for (const reviewer of reviewers.slice(0, 5)) {
      const { body } = await reviewer
        .post('/v1/evaluation-pledges', { roundId, stage: 'document-evaluation' })
        .expect(200);
      const count = reviewer === reviewers[4] ? 2 : 3;
      expect((body as { evaluations: Step[] }).evaluations.filter(({ done }) => done)).toHaveLength(count);
    }
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
    const { caseId } = cases['first']!;
    const paths = [
      ...[first, `${first}?asOf=2100-01-01T00:00:00Z`, `${first}/explanation`],
      ...['/v1/evaluations', '/v1/evaluations?mine=true', `/v1/evaluations?caseId=${caseId}`],
      ...[`/v1/cases/${caseId}`, `/v1/cases/${caseId}/history`, `/v1/cases/${caseId}/actions`],
      ...['/v1/cases', `/v1/selections?roundId=${roundId}`],
    ];
    const leaks: string[] = [];
    const told = (who: string, path: string, text: string) => {
      if (/SECRET-OPINION|"points":60|"grade":"A"/.test(text)) leaks.push(`${who} ${path}`);
    };
    for (const path of paths) {
      for (const who of ['operator', 'operator2', 'auditor', 'hanbit', 'admin'])
        told(who, path, (await doyak.as(who).get(path)).text);
      told('member', path, (await two.get(path)).text);
    }
    expect(leaks).toEqual([]);
    // The check would have seen it: the own ballot is there.
    told('giver', first, (await one.get(first).expect(200)).text);
    expect(leaks).toEqual([`giver ${first}`]);
    expect(await codeOf(two.get(`${first}/explanation`))).toEqual([409, 'EVALUATION_NOT_CLOSED']);
    expect(await codeOf(reviewers[6]!.get(first))).toEqual([404, 'EVALUATION_NOT_FOUND']);
    expect(await codeOf(doyak.as('byeol').get(first))).toEqual([404, 'EVALUATION_NOT_FOUND']);
    expect(await codeOf(two.get(`/v1/cases/${caseId}/history`))).toEqual([403, 'FORBIDDEN']);
  });

  it('closes with a quorum, tells how the total came about, and what it is of the selection', async () => {
    const first = await evaluationOf('first');
    const close = { minutes: 'Heard and decided.' };
    expect((await post('operator', `${first}/close`, close).expect(422)).body).toMatchObject({
      code: 'QUORUM_MISSING',
    });
    for (const [at, [need, plan]] of scores.entries())
      await reviewers[at]!.post(`${first}/ballot`, { marks: marks(need, plan) }).expect(200);
    expect(await codeOf(reviewers[0]!.post(`${first}/close`, close))).toEqual([403, 'FORBIDDEN']);
    await post('operator', `${first}/close`, close).expect(200);
    await eventually(async () =>
      expect(await stageOf('first', 'document-evaluation')).toMatchObject({ outcome: 'passed' }),
    );
    expect(await codeOf(reviewers[0]!.post(`${first}/ballot`, { marks: marks(1, 'E') }))).toEqual([
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
    const seen = (await reviewers[1]!.get(first).expect(200)).body as Page;
    expect(seen.members.every((member) => member.marks !== null)).toBe(true);
    expect((await read<Page>(first, 'hanbit')).members.some((member) => member.marks !== null)).toBe(false);
    expect((await doyak.as('operator').get(`/v1/cases/${cases['first']!.caseId}/history`)).text).toContain(
      '"grade":"A"',
    );
  });
});
