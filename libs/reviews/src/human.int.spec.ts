import { CommandBus } from '@nestjs/cqrs';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { reviewsOver } from '../../../test/support/reviews-over.js';
import { ConflictChecks } from './conflict-checks.js';
import { AnswerExternalRequest } from './features/answer-external-request/answer-external-request.js';
import { PassClock } from './features/pass-clock/pass-clock.js';

interface Task {
  id: string;
  step: string;
  assignee: string | null;
}

describe('Tasks and requests over HTTP', () => {
  let doyak: PlatformApp;
  let over: ReturnType<typeof reviewsOver>;
  const ids: Record<string, string> = {};
  beforeAll(async () => {
    doyak = await startPlatform();
    over = reviewsOver(doyak);
    await over.publish();
    for (const person of ['operator', 'operator2', 'partner']) {
      const { body } = await doyak.as(person).get('/v1/me').expect(200);
      ids[person] = (body as { id: string }).id;
      ids[`${person} organisation`] = (body as { organisation: { id: string } }).organisation.id;
    }
  }, 120_000);
  afterAll(() => doyak.close());

  const tasks = async (person: string, query = '') =>
    ((await doyak.as(person).get(`/v1/review-tasks?${query}`).expect(200)).body as { items: Task[] }).items;
  const taskOf = (caseId: string, person = 'operator') =>
    eventually(async () => {
      const [task] = await tasks(person, `caseId=${caseId}`);
      expect(task).toBeDefined();
      return task!;
    });
  const post = (person: string, id: string, verb: string, body?: object) =>
    doyak.as(person).post(`/v1/review-tasks/${id}/${verb}`, body);
  const opine = async (person: string, id: string, outcome = 'sound') => {
    await post(person, id, 'claim').expect(200);
    await post(person, id, 'opinions', { outcome, reason: 'Read it' }).expect(200);
  };
  const soundDesk = async (caseId: string) => {
    const { id } = await taskOf(caseId);
    await opine('operator', id);
    await opine('operator2', id);
  };
  const requestOf = (review: string) =>
    eventually(async () => {
      const fund = await over.step(review, 'fund');
      expect(fund?.request).toBeTruthy();
      return fund!;
    });
  const bus = () => doyak.app.get(CommandBus, { strict: false });
  const partner = (now = new Date()) => ({
    actor: {
      ...{ kind: 'person' as const, id: ids['partner']!, organisationId: ids['partner organisation']! },
      authority: 'role:partner',
    },
    ...{ now, commandId: uuidv7() },
  });
  const system = (now: Date) => ({
    ...{ actor: { kind: 'system' as const, id: 'timer:x', authority: 'timer:x' }, now, commandId: uuidv7() },
  });
  const answer = (requestId: string, outcome: string, byte: string, now?: Date) =>
    bus().execute(
      new AnswerExternalRequest({ requestId, outcome, bodySha256: byte.repeat(64) }, partner(now)),
    );

  it('need two persons of the same opinion, then the partner, then the one with the fewest tasks', async () => {
    const { caseId, review } = await over.apply('people');
    const { id } = await taskOf(caseId);
    expect(
      (await post('operator', id, 'opinions', { outcome: 'sound', reason: 'x' }).expect(409)).body,
    ).toMatchObject({
      code: 'TASK_NOT_YOURS',
    });
    await post('reviewer', id, 'claim').expect(403);
    await post('operator', id, 'claim').expect(200);
    expect((await post('operator2', id, 'claim').expect(409)).body).toMatchObject({ code: 'TASK_TAKEN' });
    await post('operator', id, 'comments', { text: 'The plan names no model.' }).expect(200);
    await post('operator', id, 'release', { reason: 'Ill' }).expect(200);
    await opine('operator', id);
    expect((await post('operator', id, 'claim').expect(422)).body).toMatchObject({
      code: 'SECOND_PERSON_NEEDED',
    });
    const page = (await doyak.as('operator2').get(`/v1/review-tasks/${id}`).expect(200)).body as {
      instructions: { en: string };
      task: { comments: unknown[]; opinions: unknown[] };
    };
    expect(page).toMatchObject({
      instructions: { en: 'Look at what is planned.' },
      task: { comments: [{}], opinions: [{}] },
    });
    await opine('operator2', id);

    const fund = await requestOf(review);
    const asked = async () => {
      const { body } = await doyak.as('partner').get('/v1/review-requests').expect(200);
      return (body as { items: { id: string }[] }).items.find((one) => one.id === fund.id);
    };
    await eventually(async () =>
      expect(await asked()).toMatchObject({
        ...{ caseId, status: 'open', answer: null, replyPath: `/v1/callbacks/${fund.id}` },
        outcomes: ['willing', 'declined'],
      }),
    );
    await doyak.as('operator').get('/v1/review-requests').expect(403);
    await expect(answer(fund.request!.id, 'splendid', 'a')).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    });
    await answer(fund.request!.id, 'willing', 'a');
    // The same bytes again say nothing new.
    expect(await answer(fund.request!.id, 'willing', 'a')).toMatchObject({ events: [] });
    await eventually(async () =>
      expect(await asked()).toMatchObject({ status: 'answered', answer: 'willing', answers: 1 }),
    );
    const head = await eventually(async () => {
      const found = await over.step(review, 'head');
      expect(found?.assignee).toBeTruthy();
      return found!;
    });
    // Once somebody has begun on the answer, it cannot be corrected any more.
    await expect(answer(fund.request!.id, 'declined', 'b')).rejects.toMatchObject({ code: 'REQUEST_CLOSED' });
    const person = head.assignee === ids['operator'] ? 'operator' : 'operator2';
    await eventually(async () =>
      expect((await tasks(person, 'whose=mine')).map((task) => task.id)).toContain(head.id),
    );
    await post(person, head.id, 'opinions', { outcome: 'agreed', reason: 'All there' }).expect(200);
    await eventually(async () =>
      expect(await over.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'completed' }),
    );
  });

  it('are hidden from, and refused to, whom a conflict of interest keeps away', async () => {
    const { caseId } = await over.apply('people', 'hanbit');
    const { id } = await taskOf(caseId);
    const checks = doyak.app.get(ConflictChecks, { strict: false });
    checks.register('spec', async (ask) =>
      ask.caseId === caseId && ask.personId === ids['operator2'] ? 'relative' : undefined,
    );
    expect(await tasks('operator2', `caseId=${caseId}`)).toEqual([]);
    await doyak.as('operator2').get(`/v1/review-tasks/${id}`).expect(404);
    expect((await post('operator2', id, 'claim').expect(403)).body).toMatchObject({
      code: 'CONFLICT_OF_INTEREST',
    });
    const assigned = await post('operator', id, 'assign', { to: ids['operator2'] }).expect(403);
    expect(assigned.body).toMatchObject({ code: 'CONFLICT_OF_INTEREST' });
    expect(await tasks('operator', `caseId=${caseId}`)).toHaveLength(1);
  });

  it('know relations that were declared in evaluations, and say what each person may do', async () => {
    const { caseId, review } = await over.apply('people', 'hanbit');
    const { id } = await taskOf(caseId);
    const actions = async (person: string) => {
      const { body } = await doyak.as(person).get(`/v1/cases/${caseId}/actions`).expect(200);
      const all = (body as { actions: { action: string; allowed: boolean; why?: { code: string } }[] })
        .actions;
      return new Map(all.map(({ action, allowed, why }) => [action, allowed ? 'yes' : why!.code]));
    };
    expect(Object.fromEntries(await actions('operator2'))).toMatchObject({
      ...{ 'reviews.claim': 'yes', 'reviews.give-opinion': 'TASK_NOT_YOURS', 'reviews.pause': 'yes' },
    });
    expect((await actions('auditor')).get('reviews.claim')).toBe('FORBIDDEN');
    const { body } = await doyak.as('hanbit').get('/v1/me').expect(200);
    const to = { organisationId: (body as { organisation: { id: string } }).organisation.id };
    await doyak
      .as('operator')
      .post(`/v1/reviewers/${ids['operator2']}/relations`, { ground: 'contract-or-appraisal', ...{ to } })
      .expect(200);
    expect(await tasks('operator2', `caseId=${caseId}`)).toEqual([]);
    expect((await post('operator2', id, 'claim').expect(403)).body).toMatchObject({
      code: 'CONFLICT_OF_INTEREST',
    });
    await doyak.as('operator2').get(`/v1/reviews/${review}`).expect(403);
    await doyak.as('operator2').get(`/v1/review-steps/${id}/progress`).expect(403);
    expect((await actions('operator2')).get('reviews.claim')).toBe('CONFLICT_OF_INTEREST');
    expect(await tasks('operator', `caseId=${caseId}`)).toHaveLength(1);
  });

  it('go to a substitute while somebody is away', async () => {
    const { caseId } = await over.apply('people');
    const { id } = await taskOf(caseId);
    await post('operator', id, 'assign', { to: ids['operator2'] }).expect(200);
    await post('operator', id, 'claim').expect(409);
    const away = { substitute: ids['operator'], from: '2020-01-01T00:00:00Z', until: '2100-01-01T00:00:00Z' };
    await doyak.as('operator2').post('/v1/review-substitute', away).expect(200);
    expect((await tasks('operator', 'whose=mine')).map((task) => task.id)).toContain(id);
    await post('operator', id, 'claim').expect(200);
    await doyak.as('operator2').post('/v1/review-substitute/withdraw').expect(200);
    expect((await over.page((await over.reviewOf(caseId))!)).steps[0]).toMatchObject({
      assignee: ids['operator'],
      insteadOf: ids['operator2'],
    });
  });

  it('remind, escalate, and take silence for what the definition says', async () => {
    const { caseId, review } = await over.apply('people');
    const desk = await eventually(async () => {
      const found = await over.step(review, 'desk');
      expect(found?.dueBefore).toBeTruthy();
      return found!;
    });
    const due = desk.dueBefore!;
    await bus().execute(new PassClock(desk.id, { what: 'escalate-task', at: due }, system(new Date(due))));
    expect(await over.step(review, 'desk')).toMatchObject({ escalated: true });
    await soundDesk(caseId);
    const fund = await requestOf(review);
    const { id: requestId, answerBefore } = fund.request!;
    const lapse = (now: Date) =>
      bus().execute(
        new PassClock(fund.id, { what: 'lapse-request', at: answerBefore, requestId }, system(now)),
      );
    await expect(lapse(new Date())).rejects.toMatchObject({ code: 'REQUEST_NOT_LATE' });
    await lapse(new Date(answerBefore));
    await expect(answer(requestId, 'willing', 'c')).rejects.toMatchObject({ code: 'REQUEST_LATE' });
    expect(await over.step(review, 'fund')).toMatchObject({ end: { outcome: 'declined', how: 'silence' } });
    await eventually(async () =>
      expect(await over.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'rejected' }),
    );
  });

  it('leave their timers as rows, and take them along when they end', async () => {
    const { review } = await over.apply('people');
    const desk = await eventually(async () => (await over.step(review, 'desk')) ?? false);
    await eventually(async () => expect(await over.timersOf(desk.id)).toHaveLength(2));
    const steer = (verb: string, body: object) =>
      doyak.as('operator').post(`/v1/review-steps/${desk.id}/${verb}`, { reason: 'Wait', ...body });
    await steer('pause', {}).expect(200);
    await eventually(async () => expect(await over.timersOf(desk.id)).toEqual([]));
    await steer('resume', {}).expect(200);
    await eventually(async () => expect(await over.timersOf(desk.id)).toHaveLength(2));
    await steer('settle', { outcome: 'unsound' }).expect(200);
    await eventually(async () => expect(await over.timersOf(desk.id)).toEqual([]));
    await steer('settle', { outcome: 'sound' }).expect(409);
  });
});
