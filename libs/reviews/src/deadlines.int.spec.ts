import { BusinessCalendar, dateOf, deadline, endOf } from '@doyak/kernel/calendar';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { publishProgram } from '../../../test/support/programs.js';
import { reviewed, reviewsOver } from '../../../test/support/reviews-over.js';

const STAGE = 'title: { ko: 담당자·기관 검토, en: Desk and laboratory }\n        opens: automatic\n';
const v1 = reviewed.replace(
  STAGE,
  `${STAGE}        deadline: { within: { count: 10, unit: working-days }, reminders: [], pausesForSupplement: false, whenPassed: { escalate: true } }\n`,
);
const v2 = v1
  .replace('within: { count: 5, unit: working-days }', 'within: { count: 8, unit: working-days }')
  .replace('answerWithin: { count: 14', 'answerWithin: { count: 21');

describe('Deadlines when the calendar or the definition changes', () => {
  let doyak: PlatformApp;
  let over: ReturnType<typeof reviewsOver>;
  let caseId: string;
  let review: string;
  let start: Date;
  let holiday: string;
  let shifted: BusinessCalendar;
  const plain = new BusinessCalendar();
  const ends = (calendar: BusinessCalendar, count: number) => {
    const end = deadline({ calendar, start, period: { count, unit: 'working-days' } });
    return end.state === 'running' && end.endsBefore.toISOString();
  };
  beforeAll(async () => {
    doyak = await startPlatform();
    over = reviewsOver(doyak);
    await publishProgram(doyak, 'reviewed', v1);
    await publishProgram(doyak, 'reviewed', v2);
    ({ caseId, review } = await over.apply('people'));
    const { body } = await doyak.as('operator').get(`/v1/reviews?caseId=${caseId}`).expect(200);
    start = new Date((body as { items: { openedAt: string }[] }).items[0]!.openedAt);
    holiday = plain.addWorkingDays(dateOf(start), 2);
    shifted = plain.with({ overrides: [{ date: holiday, holiday: true, name: '임시공휴일' }] });
  }, 120_000);
  afterAll(() => doyak.close());

  const post = (person: string, path: string, body?: object) => doyak.as(person).post(path, body);
  const desk = async () => (await over.step(review, 'desk'))!;
  const stageEnds = async () =>
    (
      (await doyak.as('operator').get(`/v1/cases/${caseId}`).expect(200)).body as {
        stages: { endsBefore?: string }[];
      }
    ).stages[0]!.endsBefore;
  const reminders = (due: string) => new Date(Date.parse(due) - 2 * 86_400_000).toISOString();
  /** Once the task, its timers and the list of tasks say so. */
  const dueAt = (due: string) =>
    eventually(async () => {
      const one = await desk();
      expect(one.dueBefore).toBe(due);
      const ids = (await over.timersOf(one.id)).map(({ id }) => id.split(`${one.id}:`)[1]);
      expect(ids.sort()).toEqual([`escalate-task:${due}`, `remind-task:${reminders(due)}`]);
      const { body } = await doyak.as('operator').get(`/v1/review-tasks?caseId=${caseId}`).expect(200);
      const [task] = (body as { items: { dueBefore: string }[] }).items;
      expect(new Date(task!.dueBefore).toISOString()).toBe(due);
    });
  const moves = async (type: string) => {
    const { body } = await doyak.as('operator').get(`/v1/cases/${caseId}/history`).expect(200);
    const { events } = body as { events: { type: string; data: { because: string } }[] };
    return events.filter((one) => one.type === type).map(({ data }) => data.because);
  };

  it('are declared by administrators alone, for days that are not over', async () => {
    const day = { date: holiday, holiday: true, name: '임시공휴일' };
    await post('operator', '/v1/calendar/days', day).expect(403);
    await post('admin', '/v1/calendar/days', { ...day, date: '2026-02-30' }).expect(400);
    await post('admin', '/v1/calendar/days', { ...day, date: '2020-01-02' }).expect(422);
    await post('admin', `/v1/calendar/days/${holiday}/withdraw`).expect(404);
    expect((await doyak.as('operator').get('/v1/calendar/days').expect(200)).body).toEqual({ days: [] });
  });

  it('move with a temporary holiday, with their timers and their history, and back when it is withdrawn', async () => {
    await dueAt(ends(plain, 5) as string);
    expect(await stageEnds()).toBe(ends(plain, 10));
    await post('admin', '/v1/calendar/days', { date: holiday, holiday: true, name: '임시공휴일' }).expect(
      200,
    );
    await dueAt(ends(shifted, 5) as string);
    await eventually(async () => expect(await stageEnds()).toBe(ends(shifted, 10)));
    await post('admin', `/v1/calendar/days/${holiday}/withdraw`).expect(200);
    await dueAt(ends(plain, 5) as string);
    await eventually(async () => expect(await stageEnds()).toBe(ends(plain, 10)));
    expect(await moves('reviews.task-due-moved')).toEqual(['calendar', 'calendar']);
    expect(await moves('cases.stage-deadline-moved')).toEqual(['calendar', 'calendar']);
  });

  it('of a paused task are computed when it goes on', async () => {
    const { id } = await desk();
    const steer = (verb: string) =>
      post('operator', `/v1/review-steps/${id}/${verb}`, { reason: 'Wait' }).expect(200);
    await steer('pause');
    await eventually(async () => expect(await over.timersOf(id)).toEqual([]));
    await post('admin', '/v1/calendar/days', { date: holiday, holiday: true, name: '임시공휴일' }).expect(
      200,
    );
    await eventually(async () => expect(await stageEnds()).toBe(ends(shifted, 10)));
    expect(await over.timersOf(id)).toEqual([]);
    await steer('resume');
    await dueAt(ends(shifted, 5) as string);
  });

  it('follow the version that the case is migrated to, for what is open and for what is asked later', async () => {
    const plan = { programId: 'reviewed', fromVersion: 1, toVersion: 2, reason: 'More time' };
    const { body } = await post('operator', '/v1/migrations', plan).expect(201);
    await post('operator2', `/v1/migrations/${(body as { id: string }).id}/execute`).expect(200);
    await dueAt(ends(shifted, 8) as string);
    expect(await moves('reviews.task-due-moved')).toEqual(['calendar', 'calendar', 'calendar', 'definition']);
    const { id } = await desk();
    for (const person of ['operator', 'operator2']) {
      await post(person, `/v1/review-tasks/${id}/claim`).expect(200);
      await post(person, `/v1/review-tasks/${id}/opinions`, { outcome: 'sound', reason: 'Read it' }).expect(
        200,
      );
    }
    await eventually(async () => {
      const asked = (await over.step(review, 'fund'))?.request;
      const last = shifted.rollForward(dateOf(new Date(start.getTime() + 21 * 86_400_000)));
      expect(asked?.answerBefore).toBe(endOf(last).toISOString());
    });
  });
});
