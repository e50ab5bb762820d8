import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandBus } from '@nestjs/cqrs';
import { CloseStage } from '@doyak/cases';
import { GrantRole, InvitePerson, RedeemInvitation, RegisterPerson } from '@doyak/identity';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { sendMissingDocuments } from '../../../test/support/papers.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { publishProgram } from '../../../test/support/programs.js';
import { CloseObjectionWindow } from './features/close-objection-window/close-objection-window.js';
import { RecordCandidateTotal } from './features/record-candidate-total/record-candidate-total.js';

interface Notice {
  notice: number;
  number: string;
  result: string;
  title: { en: string };
  body: { ko: string; en: string };
  objection: { lastDay: string } | null;
  deliveries: { channel: string; sentAt: string | null; receivedAt: string | null }[];
}
interface Case {
  status: string;
  outcome: string | null;
  stages: { stage: string; status: string; outcome?: string }[];
}
interface Selection {
  slots: number;
  status: string;
  ranking: { places: { caseId: string; rank: number; total: number; place: string }[] } | null;
  candidates: { caseId: string; standing: string }[];
}

const PROGRAM = 'ai-voucher-contested';

/** As shipped, but open to persons, going by itself, and with an objection to the result. */
const contested = readFileSync(new URL('../../../programs/minimal.yaml', import.meta.url), 'utf8')
  .replace('id: ai-voucher', `id: ${PROGRAM}`)
  .replace('code: VOU', 'code: VOC')
  .replace('applicants: [company]', 'applicants: [company, person]')
  .replaceAll('opens: by-operator', 'opens: automatic')
  .replace('          not-selected: { as: rejected, reason: RANK_OUT }\n', '')
  .replace(
    '      - id: disbursement\n',
    `      - id: result-objection
        kind: objection
        title: { ko: 이의신청, en: Objection }
        opens: automatic
        waitsFor: { all: [{ stage: selection, outcomes: [not-selected] }] }
        expected: { least: { count: 10, unit: days }, most: { count: 30, unit: days } }
        ends:
          not-filed: { as: rejected, reason: RANK_OUT }
          dismissed: { as: rejected, reason: RANK_OUT }
        config:
          window: { count: 7, unit: days }
          answer: { count: 14, unit: days }
          extension: { count: 10, unit: days }
      - id: disbursement
`,
  )
  .replace(
    'waitsFor: { all: [{ stage: selection, outcomes: [selected] }] }',
    `waitsFor:
          any:
            - { stage: selection, outcomes: [selected] }
            - { stage: result-objection, outcomes: [accepted] }`,
  );

describe('A selection over HTTP', () => {
  let doyak: PlatformApp;
  let roundId: string;
  let selectionId: string;
  const cases: Record<string, { caseId: string; applicationId: string; person: string }> = {};
  const system = (): DecideOptions => ({
    actor: { kind: 'system', id: 'test', authority: 'test' },
    now: new Date(),
    commandId: randomUUID(),
  });
  /** A third officer, who has decided nothing so far; signs in and gives requests. */
  const thirdOfficer = async () => {
    const payloadOf = (token: string) =>
      JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as Record<string, string>;
    const { items } = await read<{ items: { id: string; kind: string }[] }>('/v1/organisations', 'admin');
    const organisationId = items.find(({ kind }) => kind === 'agency')!.id;
    const email = 'third@demo.example';
    const password = 'third-leap-over-the-wall';
    const admin = {
      ...system(),
      actor: {
        kind: 'person' as const,
        id: payloadOf(doyak.token('admin')).sub!,
        organisationId,
        authority: 'role:administrator',
      },
    };
    const person = { name: 'Demo Third Operator', email, phone: null };
    await bus().execute(new RegisterPerson(organisationId, person, admin));
    const again = () => ({ ...admin, commandId: randomUUID() });
    const { invitation } = await bus().execute(new InvitePerson(admin.commandId, again()));
    await bus().execute(new RedeemInvitation(invitation!.token, password, again()));
    await bus().execute(new GrantRole(admin.commandId, 'operator', 'Stands in', again()));
    const session = await doyak.as().post('/v1/sessions', { email, password }).expect(201);
    const { accessToken } = session.body as { accessToken: string };
    return (path: string, body: object) =>
      doyak.as().post(path, body, { Authorization: `Bearer ${accessToken}` });
  };
  const bus = () => doyak.app.get(CommandBus, { strict: false });
  const post = (person: string, path: string, body?: object) => doyak.as(person).post(path, body);
  const idOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { id: string }).id;
  const read = async <Body>(path: string, person = 'operator') =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const theCase = (name: string) => read<Case>(`/v1/cases/${cases[name]!.caseId}`);
  const stage = async (name: string, id: string) =>
    (await theCase(name)).stages.find((one) => one.stage === id);
  const selection = () => read<Selection>(`/v1/selections/${selectionId}`);
  const notices = async (name: string, person = 'operator') =>
    (await read<{ items: Notice[] }>(`/v1/cases/${cases[name]!.caseId}/notices`, person)).items;
  const objectionOf = async (name: string) => {
    const { items } = await read<{ items: { id: string; status: string }[] }>(
      `/v1/objections?caseId=${cases[name]!.caseId}`,
    );
    return items[0];
  };
  const actions = async (name: string, person: string) => {
    const { actions: list } = await read<{
      actions: { action: string; allowed: boolean; why?: { code: string } }[];
    }>(`/v1/cases/${cases[name]!.caseId}/actions`, person);
    return Object.fromEntries(list.map((one) => [one.action, one.allowed || one.why!.code]));
  };

  /** Applies, and passes screening and evaluation with these points. */
  const apply = async (name: string, person: string, businessNumber: string | undefined, points: number) => {
    const own = doyak.as(person);
    const id = await idOf(own.post('/v1/applications', { roundId, track: 'general' }).expect(201));
    const company = businessNumber === undefined ? undefined : { name: `Sample ${name}`, businessNumber };
    const answers = { employees: 12, plan: 'Evaluate a small model.' };
    await own.post(`/v1/applications/${id}/edit`, { title: `Item ${name}`, company, answers }).expect(200);
    await sendMissingDocuments(own, id);
    await own.post(`/v1/applications/${id}/submit`).expect(200);
    const { caseId } = await read<{ caseId: string }>(`/v1/applications/${id}`, person);
    cases[name] = { caseId, applicationId: id, person };
    await eventually(async () => expect(await stage(name, 'screening')).toMatchObject({ status: 'open' }));
    const close = (stageId: string, outcome: string) =>
      bus().execute(new CloseStage({ caseId, stage: stageId, run: 1, outcome, decidedBy: [] }, system()));
    await close('screening', 'eligible');
    await close('document-evaluation', 'passed');
    const criteria = [
      { id: 'need', weight: 50, mean: points / 2 },
      { id: 'plan', weight: 50, mean: points / 2 },
    ];
    const total = { stage: 'document-evaluation', total: points, criteria };
    await bus().execute(new RecordCandidateTotal({ caseId, total }, system()));
  };

  beforeAll(async () => {
    doyak = await startPlatform();
    await publishProgram(doyak, PROGRAM, contested);
    const round = {
      ...{ programId: PROGRAM, programVersion: 1 },
      notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 1, budget: 1_000 }],
    };
    roundId = await idOf(post('operator', '/v1/rounds', round).expect(201));
    await apply('first', 'hanbit', '123-45-67891', 9_000);
    await apply('second', 'byeol', '220-81-62517', 8_000);
    await apply('third', 'founder', undefined, 7_000);
    await apply('fourth', 'byeol', '120-81-47521', 6_000);
    selectionId = await eventually(async () => {
      const { items } = await read<{ items: { id: string; candidates: number }[] }>(
        `/v1/selections?roundId=${roundId}`,
      );
      expect(items[0]).toMatchObject({ candidates: 4, status: 'open' });
      return items[0]!.id;
    });
  }, 180_000);
  afterAll(() => doyak.close());

  it('is ranked by one officer and published by another', async () => {
    const path = `/v1/selections/${selectionId}`;
    await doyak.as('hanbit').get(path).expect(403);
    expect(await actions('first', 'operator')).toMatchObject({
      'selection.rank': true,
      'selection.publish': 'NOT_RANKED',
    });
    await post('operator', `${path}/rank`).expect(200);
    const { ranking } = await selection();
    expect(ranking!.places.map(({ place, total }) => [place, total])).toEqual([
      ['selected', 9_000],
      ['reserve', 8_000],
      ['rejected', 7_000],
      ['rejected', 6_000],
    ]);
    expect((await post('operator', `${path}/publish`).expect(422)).body).toMatchObject({
      code: 'SECOND_PERSON_NEEDED',
    });
    // A case on hold hears of its result once it is resumed.
    const held = `/v1/cases/${cases['third']!.caseId}`;
    await post('operator', `${held}/hold`, { reason: 'Inquiry' }).expect(200);
    await post('operator2', `${path}/publish`).expect(200);
    await eventually(async () =>
      expect(await stage('fourth', 'selection')).toMatchObject({ outcome: 'not-selected' }),
    );
    expect(await stage('third', 'selection')).toMatchObject({ status: 'open' });
    await post('operator', `${held}/resume`, { reason: 'Cleared' }).expect(200);
    await eventually(async () => {
      expect(await stage('first', 'selection')).toMatchObject({ outcome: 'selected' });
      expect(await stage('second', 'selection')).toMatchObject({ status: 'open' });
      expect(await stage('third', 'result-objection')).toMatchObject({ status: 'open' });
    });
  });

  it('tells every candidate, with what a notice of a decision must carry', async () => {
    await eventually(async () => {
      expect((await notices('first'))[0]).toMatchObject({ result: 'selected' });
      expect((await notices('second'))[0]).toMatchObject({ result: 'reserve' });
      expect((await notices('third'))[0]).toMatchObject({ result: 'not-selected' });
    });
    expect((await notices('second'))[0]!.body.en).toContain('reserve no. 1');
    const [refused] = await notices('fourth', 'byeol');
    expect(refused!.body.en).toContain(refused!.number);
    expect(refused!.body.en).toContain('Sample fourth');
    expect(refused!.body.en).toContain('Ranked behind the slots');
    expect(refused!.body.en).toContain(refused!.objection!.lastDay);
    expect(refused!.body.en + refused!.body.ko).not.toContain('{{');
    expect(refused!.deliveries.map(({ channel, sentAt }) => [channel, sentAt !== null])).toEqual([
      ['portal', true],
      ['email', false],
    ]);
    const path = `/v1/cases/${cases['fourth']!.caseId}/notices/1`;
    await doyak.as('hanbit').get(`/v1/cases/${cases['fourth']!.caseId}/notices`).expect(404);
    await post('hanbit', `${path}/receipt`, {}).expect(404);
    await post('byeol', `${path}/receipt`, {}).expect(200);
    const sending = { channel: 'email', sentAt: new Date(Date.now() - 1_000).toISOString() };
    await post('operator', `${path}/sendings`, sending).expect(200);
    const [delivered] = await notices('fourth', 'byeol');
    expect(
      delivered!.deliveries.map(({ sentAt, receivedAt }) => [sentAt !== null, receivedAt !== null]),
    ).toEqual([
      [true, true],
      [true, false],
    ]);
  });

  it('moves the reserve up when the selected one withdraws', async () => {
    const { applicationId } = cases['first']!;
    await post('hanbit', `/v1/applications/${applicationId}/withdraw`, { reason: 'Other plans' }).expect(200);
    await eventually(async () => {
      expect(await stage('second', 'selection')).toMatchObject({ outcome: 'selected' });
      expect((await notices('second')).map(({ result }) => result)).toEqual(['reserve', 'selected']);
    });
    const { candidates, slots } = await selection();
    expect(slots).toBe(1);
    const standing = (name: string) =>
      candidates.find(({ caseId }) => caseId === cases[name]!.caseId)!.standing;
    expect(['first', 'second', 'third', 'fourth'].map(standing)).toEqual([
      ...['left', 'selected', 'rejected', 'rejected'],
    ]);
  });

  it('hears an objection, decided by somebody else, and admits its case', async () => {
    const objection = await eventually(async () => (await objectionOf('third')) ?? false);
    const path = `/v1/objections/${objection.id}`;
    await doyak.as('byeol').get(path).expect(404);
    await post('byeol', `${path}/file`, { grounds: 'Not mine' }).expect(403);
    expect(await actions('third', 'founder')).toMatchObject({ 'selection.object': true });
    await post('founder', `${path}/file`, { grounds: 'A grade was read wrongly' }).expect(200);
    await post('founder', `${path}/file`, { grounds: 'Again' }).expect(409);
    const dismiss = { decision: 'DISMISSED', reason: 'Read again' };
    expect((await post('operator2', `${path}/decide`, dismiss).expect(422)).body).toMatchObject({
      code: 'OWN_DECISION',
    });
    const third = await thirdOfficer();
    await third(`${path}/extend`, { reason: 'Minutes are awaited' }).expect(200);
    await third(`${path}/extend`, { reason: 'Again' }).expect(422);
    const corrected = (total: number) => ({
      ...{ decision: 'ACCEPTED', reason: 'The grade was 90' },
      effect: { kind: 'corrected-totals', totals: [{ stage: 'document-evaluation', total }] },
    });
    expect((await third(`${path}/decide`, corrected(7_500)).expect(422)).body).toMatchObject({
      code: 'CORRECTION_CHANGES_NOTHING',
    });
    await third(`${path}/decide`, corrected(8_500)).expect(200);
    await eventually(async () => {
      expect(await stage('third', 'result-objection')).toMatchObject({ outcome: 'accepted' });
      expect(await selection()).toMatchObject({ slots: 2 });
    });
    expect(await read(path, 'founder')).toMatchObject({ status: 'ACCEPTED', decision: { by: null } });
  });

  it('ends an objection that nobody files when its window is over', async () => {
    const objection = await eventually(async () => (await objectionOf('fourth')) ?? false);
    const { windowBefore } = await read<{ windowBefore: string }>(`/v1/objections/${objection.id}`);
    await bus().execute(new CloseObjectionWindow(objection.id, { ...system(), now: new Date(windowBefore) }));
    await eventually(async () =>
      expect(await theCase('fourth')).toMatchObject({ status: 'closed', outcome: 'rejected' }),
    );
    await post('byeol', `/v1/objections/${objection.id}/file`, { grounds: 'Late' }).expect(200);
    expect(await read(`/v1/objections/${objection.id}`, 'byeol')).toMatchObject({
      ...{ status: 'INADMISSIBLE', late: true },
    });
    await post('operator', `/v1/selections/${selectionId}/end-reserve-list`, { reason: 'Over' }).expect(409);
    const order = { order: [randomUUID(), randomUUID()], reason: 'Drawn by lot' };
    await post('operator', `/v1/selections/${selectionId}/tie-orders`, order).expect(409);
    const own = await read<{ items: unknown[] }>('/v1/objections', 'byeol');
    expect(own.items).toHaveLength(1);
  });
});
