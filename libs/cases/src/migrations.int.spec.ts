import { readFileSync } from 'node:fs';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { sendMissingDocuments } from '../../../test/support/papers.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { publishProgram } from '../../../test/support/programs.js';

const PROGRAM = 'ai-voucher-moving';
const v1 = readFileSync(new URL('../../../programs/minimal.yaml', import.meta.url), 'utf8').replace(
  'id: ai-voucher',
  `id: ${PROGRAM}`,
);
/** More time for the screening and another rule. */
const v3 = v1
  .replace('within: { count: 5, unit: working-days }', 'within: { count: 15, unit: working-days }')
  .replace('rule: employees < 300', 'rule: employees < 10');
/** And a second look beside it. */
const v2 = v3
  .replace(
    '      - id: document-evaluation\n',
    `      - id: second-look
        kind: screening
        title: { ko: 재검토, en: Second look }
        opens: automatic
        ends: { ineligible: { as: rejected } }
        config:
          supplement: { requests: 1, answerWithin: { count: 7, unit: days } }
          duplicateSupport: { keys: [business-number], years: 1 }
          overruling: forbidden
      - id: document-evaluation
`,
  )
  .replace(
    'waitsFor: { all: [{ stage: screening, outcomes: [eligible] }] }',
    'waitsFor: { all: [{ stage: screening, outcomes: [eligible] }, { stage: second-look, outcomes: [eligible] }] }',
  );

interface Migration {
  status: string;
  moved: number;
  runs: number;
  blocked: { caseId: string; codes: string[] }[];
}
interface Case {
  programVersion: number;
  stages: { stage: string; status: string; outcome?: string; endsBefore?: string }[];
}

describe('Migrations over HTTP', () => {
  let doyak: PlatformApp;
  let roundId: string;
  const cases: Record<string, string> = {};
  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const post = (person: string, path: string, body?: object, headers = {}) =>
    doyak.as(person).post(path, body, headers);
  const idOf = (answer: { body: unknown }) => (answer.body as { id: string }).id;

  const apply = async (person: string, businessNumber: string) => {
    const own = doyak.as(person);
    const id = idOf(await own.post('/v1/applications', { roundId, track: 'general' }).expect(201));
    const company = { name: 'Sample', businessNumber };
    const answers = { employees: 12, plan: 'Evaluate a small model.' };
    await own.post(`/v1/applications/${id}/edit`, { title: businessNumber, company, answers }).expect(200);
    await sendMissingDocuments(own, id);
    await own.post(`/v1/applications/${id}/submit`).expect(200);
    const { caseId } = await read<{ caseId: string }>(`/v1/applications/${id}`, person);
    await eventually(async () => expect((await found(caseId)).stages).toHaveLength(1));
    return caseId;
  };
  const found = (caseId: string) => read<Case>(`/v1/cases/${caseId}`);
  /** Once the case's page has followed. */
  const foundOn = (caseId: string, programVersion: number) =>
    eventually(async () => {
      const one = await found(caseId);
      expect(one).toMatchObject({ programVersion });
      return one;
    });
  const plan = async (more: object = {}) =>
    idOf(
      await post('operator', '/v1/migrations', {
        ...{ programId: PROGRAM, fromVersion: 1, toVersion: 2, reason: 'The rules of 2027' },
        ...more,
      }).expect(201),
    );
  const settled = (id: string, run = 1) =>
    eventually(async () => {
      const one = await read<Migration>(`/v1/migrations/${id}`);
      expect(one).toMatchObject({ status: 'finished', runs: run });
      return one;
    });
  const carryOut = async (id: string, run = 1) => {
    await post('operator2', `/v1/migrations/${id}/execute`).expect(200);
    return settled(id, run);
  };
  const preview = async (id: string) => {
    const { items } = await read<{ items: { caseId: string; result: string }[] }>(
      `/v1/migrations/${id}/preview`,
    );
    return Object.fromEntries(items.map(({ caseId, ...line }) => [nameOf(caseId), line]));
  };
  const nameOf = (caseId: string) => Object.entries(cases).find(([, id]) => id === caseId)?.[0] ?? caseId;
  const screeningOf = async (caseId: string, stage: string, status = 'open') =>
    eventually(async () => {
      const { items } = await read<{ items: { id: string; stage: string; status: string }[] }>(
        `/v1/screenings?caseId=${caseId}`,
      );
      const one = items.find((line) => line.stage === stage && line.status === status);
      expect(items).toContainEqual(one);
      return read<{ id: string; programVersion: number; run: number; rules: object[] }>(
        `/v1/screenings/${one!.id}`,
      );
    });

  beforeAll(async () => {
    doyak = await startPlatform();
    await publishProgram(doyak, PROGRAM, v1);
    await publishProgram(doyak, PROGRAM, v2);
    await publishProgram(doyak, PROGRAM, v3);
    const round = {
      ...{ programId: PROGRAM, programVersion: 1 },
      notice: { number: '2026-7', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 0, budget: 1_000 }],
    };
    roundId = idOf(await post('operator', '/v1/rounds', round).expect(201));
    cases.moving = await apply('hanbit', '123-45-67891');
    cases.staying = await apply('byeol', '220-81-62517');
    cases.held = await apply('byeol', '120-81-47521');
    await post('operator', `/v1/cases/${cases.held}/hold`, { reason: 'A question is open' }).expect(200);
  }, 120_000);
  afterAll(() => doyak.close());

  it('are refused where the plan names what a version does not have, at every place at once', async () => {
    const wrong = {
      ...{ programId: PROGRAM, fromVersion: 1, toVersion: 2, reason: 'x' },
      tracks: { general: 'special' },
      stages: { general: { screening: 'looking' } },
      values: { general: { height: 1, taxArrears: 'no' } },
    };
    const { body } = await post('operator', '/v1/migrations', wrong).expect(422);
    expect(body).toMatchObject({ code: 'MIGRATION_INVALID' });
    const { errors } = body as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual([
      ...['/stages/general/screening', '/tracks/general'],
      ...['/values/general/height', '/values/general/taxArrears'],
    ]);
    await post('operator', '/v1/migrations', { ...wrong, toVersion: 7 }).expect(404);
    await post('byeol', '/v1/migrations', wrong).expect(403);
  });

  let first: string;
  it('are previewed case by case, with deadlines before and after; nothing moves', async () => {
    first = await plan({ stay: [cases.staying], values: { general: { taxArrears: false } } });
    const before = await found(cases.moving!);
    const lines = await preview(first);
    expect(lines).toMatchObject({
      moving: {
        result: 'moves',
        stages: [{ from: 'screening', to: 'screening', anew: false }],
        opens: ['second-look'],
      },
      staying: { result: 'stays', why: 'EXCLUDED' },
      held: { result: 'blocked', blocks: [{ code: 'CASE_HELD' }] },
    });
    const [stage] = (lines.moving as unknown as { stages: Record<string, string>[] }).stages;
    expect(stage!.endsBefore).toBe(before.stages[0]!.endsBefore);
    expect(Date.parse(stage!.willEndBefore!)).toBeGreaterThan(Date.parse(stage!.endsBefore!));
    expect(await found(cases.moving!)).toEqual(before);
  });

  /** The n-th move of a case fails as if the process had ended there. Answers how many were tried. */
  const cutThePower = (at: number) => {
    const bus = doyak.app.get(CommandBus, { strict: false });
    const execute = bus.execute.bind(bus);
    let tried = 0;
    const spy = jest.spyOn(bus, 'execute').mockImplementation((command) => {
      if (command.constructor.name === 'MigrateCase' && ++tried === at) throw new Error('The power is cut');
      return execute(command);
    });
    return () => {
      spy.mockRestore();
      return tried;
    };
  };

  it('are carried out by another person: cases move, stay or are blocked; deadlines move with them', async () => {
    const refused = await post('operator', `/v1/migrations/${first}/execute`).expect(422);
    expect(refused.body).toMatchObject({ code: 'PLANNER_MAY_NOT_EXECUTE' });
    const [was, willBe] = [await found(cases.moving!), (await preview(first)).moving];
    const cut = cutThePower(2);
    expect(await carryOut(first)).toMatchObject({
      moved: 1,
      blocked: [{ caseId: cases.held, codes: ['CASE_HELD'] }],
    });
    expect(cut()).toBeGreaterThan(3);
    const moved = await foundOn(cases.moving!, 2);
    expect(moved).toMatchObject({
      programVersion: 2,
      stages: [
        { stage: 'screening', status: 'open' },
        { stage: 'second-look', status: 'open' },
      ],
    });
    const { stages } = willBe as unknown as { stages: { willEndBefore: string }[] };
    expect(moved.stages[0]!.endsBefore).toBe(stages[0]!.willEndBefore);
    expect(moved.stages[0]!.endsBefore).not.toBe(was.stages[0]!.endsBefore);
    expect(await found(cases.staying!)).toMatchObject({ programVersion: 1 });
    expect(await found(cases.held!)).toMatchObject({ programVersion: 1 });
    const { events } = await read<{ events: { type: string; data: object }[] }>(
      `/v1/cases/${cases.moving}/history`,
    );
    const migrated = events.filter(({ type }) => type === 'cases.case-migrated');
    expect(migrated).toHaveLength(1);
    expect(migrated[0]!.data).toMatchObject({
      ...{ migrationId: first, fromVersion: 1, toVersion: 2, reason: 'The rules of 2027' },
      ...{ plannedBy: expect.any(String), executedBy: expect.any(String), facts: { taxArrears: false } },
    });
    // What is under way is finished under the rules it was opened with; what opens now is of the new version, and knows the value that was set.
    expect(await screeningOf(cases.moving!, 'screening')).toMatchObject({ programVersion: 1 });
    expect(await screeningOf(cases.moving!, 'second-look')).toMatchObject({ programVersion: 2 });
  });

  it('repeated, do nothing twice; a case that was blocked is moved by another run', async () => {
    const length = async () => {
      const { events } = await read<{ events: { type: string }[] }>(`/v1/cases/${cases.moving}/history`);
      return events.filter(({ type }) => type.startsWith('cases.')).length;
    };
    const before = await length();
    expect(await carryOut(first, 2)).toMatchObject({ moved: 1, blocked: [{ caseId: cases.held }] });
    await post('operator', `/v1/cases/${cases.held}/resume`, { reason: 'Answered' }).expect(200);
    expect(await carryOut(first, 3)).toMatchObject({ moved: 2, blocked: [] });
    await eventually(async () => expect(await found(cases.held!)).toMatchObject({ programVersion: 2 }));
    expect(await length()).toBe(before);
    expect(await preview(first)).toMatchObject({
      moving: { result: 'stays', why: 'MOVED' },
      held: { result: 'stays', why: 'MOVED' },
    });
  });

  it('let a stage that goes on end as its old rules say, and the case go on as the new ones do', async () => {
    const { id, rules } = await screeningOf(cases.held!, 'screening');
    expect(rules.length).toBe(2);
    const facts = { facts: { taxArrears: false }, reason: 'Looked at' };
    await post('operator', `/v1/screenings/${id}/facts`, facts).expect(200);
    // 12 employees: eligible under the old rule, not under the new one.
    const decision = { decision: 'ELIGIBLE', reasons: [] };
    await post('operator', `/v1/screenings/${id}/decide`, decision).expect(200);
    await eventually(async () =>
      expect((await found(cases.held!)).stages).toMatchObject([
        { stage: 'screening', status: 'closed', outcome: 'eligible' },
        { stage: 'second-look', status: 'open' },
      ]),
    );
  });

  it('go back: planned by one, carried out by another, refused where the old version has no place for what was done', async () => {
    const back = idOf(
      await post('operator2', `/v1/migrations/${first}/undo`, { reason: 'The rules were withdrawn' }).expect(
        201,
      ),
    );
    await post('operator2', `/v1/migrations/${back}/execute`).expect(422);
    expect(await preview(back)).toMatchObject({
      moving: { result: 'blocked', blocks: [{ code: 'STAGE_GONE', stage: 'second-look' }] },
    });
    await post('operator', `/v1/migrations/${back}/discard`, { reason: 'Not like this' }).expect(200);
    await post('operator', `/v1/migrations/${back}/execute`).expect(409);
  });

  it('begin a stage anew where the plan says so, and go back to where they came from', async () => {
    const before = await found(cases.staying!);
    const other = await plan({
      ...{ toVersion: 3, anew: { general: ['screening'] }, values: { general: { taxArrears: true } } },
    });
    expect(await preview(other)).toMatchObject({
      staying: { result: 'moves', stages: [{ from: 'screening', to: 'screening', anew: true }], opens: [] },
    });
    await screeningOf(cases.staying!, 'screening');
    expect(await carryOut(other)).toMatchObject({ moved: 1, blocked: [] });
    const stopped = await screeningOf(cases.staying!, 'screening', 'stopped');
    expect(stopped).toMatchObject({ run: 1, programVersion: 1 });
    expect(await screeningOf(cases.staying!, 'screening')).toMatchObject({ run: 2, programVersion: 3 });
    const moved = await foundOn(cases.staying!, 3);
    expect(moved).toMatchObject({ programVersion: 3, stages: [{ stage: 'screening', status: 'open' }] });
    expect(moved.stages[0]!.endsBefore! > before.stages[0]!.endsBefore!).toBe(true);

    const reason = { reason: 'The rules were withdrawn' };
    const back = idOf(await post('operator', `/v1/migrations/${other}/undo`, reason).expect(201));
    expect(await carryOut(back)).toMatchObject({ moved: 1, blocked: [], undoes: other });
    const returned = await foundOn(cases.staying!, 1);
    expect(returned).toMatchObject({ programVersion: 1, stages: [{ stage: 'screening', status: 'open' }] });
    expect(returned.stages[0]!.endsBefore).toBe(before.stages[0]!.endsBefore);
    await eventually(async () =>
      expect(await screeningOf(cases.staying!, 'screening')).toMatchObject({ run: 3, programVersion: 1 }),
    );
    const { events } = await read<{ events: { type: string; data: { facts: object } }[] }>(
      `/v1/cases/${cases.staying}/history`,
    );
    const last = events.findLast(({ type }) => type === 'cases.case-migrated');
    expect(last!.data).toMatchObject({
      undoes: other,
      fromVersion: 3,
      toVersion: 1,
      facts: { taxArrears: null },
    });
    const list = await read<{ items: object[] }>('/v1/migrations?limit=1', 'auditor');
    expect(list).toMatchObject({
      items: [{ id: back, undoes: other, moved: 1 }],
      nextCursor: expect.any(String),
    });
  });
});
