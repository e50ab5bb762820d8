import { CommandBus } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { dateOf } from '@doyak/kernel/calendar';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { oneMore } from '../../../test/support/more-people.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { application, Procured } from '../../../test/support/procured.js';
import { lastDayOfTerm } from './domain/validity.js';
import {
  type DesignationClock,
  PassDesignationClock,
} from './features/pass-designation-clock/pass-designation-clock.js';

describe('A procurement registration over HTTP', () => {
  let doyak: PlatformApp;
  let of: Procured;
  beforeAll(async () => {
    doyak = await startPlatform();
    of = await Procured.prepare(doyak);
  }, 120_000);
  afterAll(() => doyak.close());

  const pass = (id: string, clock: DesignationClock, now: Date) =>
    doyak.app.get(CommandBus, { strict: false }).execute(
      new PassDesignationClock(id, clock, {
        ...{ actor: { kind: 'system', id: 'timer:x', authority: 'timer:x' }, now, commandId: uuidv7() },
      }),
    );
  const timers = async (id: string) => {
    const { pool } = doyak.app.get(Database, { strict: false });
    const { rows } = await pool.query<{ name: string }>(
      `select substr(id, length($1) + 1) as name from doyak.timers where starts_with(id, $1) order by id`,
      [`procurement:${id}:`],
    );
    return rows.map(({ name }) => name);
  };

  it('is applied for, voted on, decided by the procurement service, numbered, and in the catalogue', async () => {
    const { id, caseId } = await of.open();
    await of.post('hanbit', id, 'apply', application()).expect(403);
    await of.post('operator', id, 'apply', application()).expect(403);
    const faults = async (body: object) => {
      const answer = await of.post('byeol', id, 'apply', body).expect(422);
      return (answer.body as { errors: { pointer: string; code: string }[] }).errors;
    };
    expect(await faults(application({}, { completedOn: '2019-01-31' }))).toMatchObject([
      { pointer: '/facts/completedOn', code: 'COMPLETED_TOO_EARLY' },
    ]);
    const scouted = { route: 'scouting', institutionId: of.serviceOrganisation, recommendedOn: '2026-01-02' };
    expect(await faults({ ...application(), facts: scouted })).toMatchObject([{ code: 'ROUTE_CLOSED' }]);
    const demanded = {
      route: 'demand-proposal',
      institutionId: of.serviceOrganisation,
      need: 'Fewer queues',
    };
    expect(await faults({ ...application(), facts: demanded })).toMatchObject([{ code: 'NOT_PUBLIC' }]);
    await of.post('byeol', id, 'apply', application({ classification: '43230004' })).expect(422);
    await of.post('operator', id, 'committee').expect(409);
    await of.post('byeol', id, 'apply', application()).expect(200);
    await of.post('operator', id, 'send-back', { reason: 'Which version?' }).expect(200);
    expect(await of.page(id)).toMatchObject({ status: 'OPEN', reason: 'Which version?' });

    const designated = await of.designate(id);
    const today = dateOf(new Date());
    expect(designated.designation).toMatchObject({
      validUntil: lastDayOfTerm(designated.designation!.validFrom, 3),
    });
    expect(designated.designation!.validFrom <= today).toBe(true);
    await eventually(async () =>
      expect((await of.theCase(caseId)).stages).toContainEqual(
        expect.objectContaining({ stage: 'registration', outcome: 'designated' }),
      ),
    );
    await of.post('partner', id, 'number', { productId: '24681012' }).expect(403);
    const number = (productId: string, listNumber?: string) =>
      of.service.post(`/v1/registrations/${id}/number`, { productId, listNumber });
    expect((await number('24681012', '4323230524681012').expect(422)).body).toMatchObject({
      code: 'LIST_NUMBER_UNFIT',
    });
    await number('0468101').expect(422);
    const before = new Date().toISOString();
    await number('24681012', '4323230424681012').expect(200);
    expect((await number('24681013').expect(409)).body).toMatchObject({ code: 'PRODUCT_NUMBERED' });
    const line = { id, listNumber: '4323230424681012', status: 'DESIGNATED' };
    for (const query of ['listNumber=4323230424681012', 'classification=4323', 'q=petition', 'q=100%25'])
      expect((await of.catalogue(query)).items).toMatchObject([line]);
    for (const query of ['classification=4324', 'q=100_', 'status=EXPIRED', 'route=scouting'])
      expect((await of.catalogue(query)).items).toEqual([]);
    expect((await of.catalogue(`asOf=${before}`)).items).toMatchObject([{ id, listNumber: null }]);
    expect(Object.keys((await of.catalogue()).items[0]!)).not.toContain('applicant');
    await doyak.as().get('/v1/catalogue').expect(401);
    await of.read(`/v1/registrations/${id}`, 'byeol');
    for (const person of ['hanbit', 'partner'])
      await doyak.as(person).get(`/v1/registrations/${id}`).expect(404);
    await of.service.get(`/v1/registrations/${id}`).expect(200);
    await doyak.as('reviewer').get(`/v1/registrations/${id}`).expect(403);
  });

  it('is noticed before it expires, extended in its time, suspended, and expires by its timer', async () => {
    const { id, roundId } = await of.open('hanbit');
    const { validFrom, validUntil } = (await of.designate(id, 'hanbit')).designation!;
    await eventually(async () => expect(await timers(id)).toEqual(['expiry', 'notice-30', 'notice-90']));
    const because = { reason: 'Reported defects' };
    expect((await of.post('operator', id, 'extend', because).expect(422)).body).toMatchObject({
      code: 'EXTENSION_TOO_EARLY',
    });
    await of.post('byeol', id, 'suspend', because).expect(403);
    await of.post('operator', id, 'suspend', because).expect(200);
    expect((await of.catalogue(`status=SUSPENDED`)).items).toMatchObject([{ id }]);
    await of.post('operator', id, 'extend', because).expect(409);
    await of.post('operator', id, 'lift-suspension', because).expect(200);

    const late = new Date(`${validUntil}T12:00:00+09:00`);
    const notice: DesignationClock = { type: 'NoticeExpiry', daysBefore: 30, validUntil };
    for (let twice = 0; twice < 2; twice += 1) await pass(id, notice, late);
    expect((await of.page(id)).designation!.noticed).toEqual([30]);
    await expect(pass(id, { type: 'ExpireDesignation', validUntil }, late)).rejects.toMatchObject({
      code: 'NOT_EXPIRED_YET',
    });
    await pass(id, { type: 'ExpireDesignation', validUntil }, new Date(late.getTime() + 43_200_000));
    expect(await of.page(id)).toMatchObject({ status: 'EXPIRED', designation: { validFrom } });
    expect((await of.post('operator', id, 'suspend', because).expect(409)).body).toMatchObject({
      code: 'DESIGNATION_ENDED',
    });
    await eventually(async () => expect(await timers(id)).toEqual([]));
    await eventually(async () =>
      expect(await of.read(`/v1/registrations?roundId=${roundId}&status=EXPIRED`)).toMatchObject({
        items: [{ id, validUntil }],
      }),
    );
  });

  it('is refused by the committee; one that falls afterwards has it decide again', async () => {
    const { id, caseId } = await of.open();
    await of.post('byeol', id, 'apply', application()).expect(200);
    await of.post('operator', id, 'committee').expect(200);
    const path = await of.vote(id, [true, false, false]);
    await eventually(async () =>
      expect(await of.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'rejected' }),
    );
    expect(await of.page(id)).toMatchObject({ status: 'REFUSED', refusedBecause: 'committee' });
    // Of two votes that are left one is in favour: still no majority.
    await of.members[1]!.post(`${path}/recusal`, { reason: 'Advised a rival' }).expect(200);
    expect((await of.page(id)).sessions[0]).toMatchObject({ overturned: false });
    await of.members[2]!.post(`${path}/recusal`, { reason: 'A relative' }).expect(200);
    const again = await eventually(async () => {
      const { items } = await of.read<{ items: { id: string; run: number }[] }>(
        `/v1/registrations?caseId=${caseId}&status=APPLIED`,
      );
      expect(items).toMatchObject([{ run: 2 }]);
      return items[0]!.id;
    });
    expect(await of.theCase(caseId)).toMatchObject({ status: 'open' });
    await doyak.as('operator').post(`/v1/registrations/${again}/committee`).expect(200);
    await of.post('byeol', again, 'apply', application()).expect(409);
  });

  it('waits for another session where the vote falls before the procurement service has answered', async () => {
    const { id, caseId } = await of.open('hanbit');
    await of.post('hanbit', id, 'apply', application()).expect(200);
    await of.post('operator', id, 'committee').expect(200);
    const path = await of.vote(id, [true, true, false]);
    const reviewId = await eventually(async () => {
      const found = (await of.page(id)).sessions[0]!.reviewId;
      expect(found).toBeTruthy();
      return found!;
    });
    const request = await of.request(reviewId);
    await of.post('operator', id, 'committee').expect(409);
    await of.members[0]!.post(`${path}/recusal`, { reason: 'A relative' }).expect(200);
    await eventually(async () =>
      expect((await of.page(id)).sessions[0]).toMatchObject({ inFavour: true, overturned: true }),
    );
    await eventually(async () =>
      expect(await of.read(`/v1/reviews/${reviewId}`)).toMatchObject({
        ...{ status: 'stopped', steps: [{ status: 'stopped' }] },
      }),
    );
    await expect(of.answer(request, 'designate')).rejects.toMatchObject({ code: 'REQUEST_CLOSED' });
    await of.post('operator', id, 'committee').expect(200);
    const [, , third, fourth] = of.members;
    const session = await of.panel(id, [of.members[1]!, third!, fourth!]);
    expect(session).not.toBe(path);
    for (const member of [third!, fourth!]) await of.ballot(member, session, true);
    await doyak.as('operator2').post(`${session}/close`, { minutes: 'The committee met again.' }).expect(200);
    const second = await eventually(async () => {
      const found = (await of.page(id)).sessions[1]!.reviewId;
      expect(found).toBeTruthy();
      return found!;
    });
    await of.answer(await of.request(second), 'refuse');
    await eventually(async () =>
      expect(await of.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'rejected' }),
    );
    expect(await of.page(id)).toMatchObject({ refusedBecause: 'procurement-service' });
  });

  it('is tried by public institutions, up to a ceiling, and reported on before the case goes on', async () => {
    const { id, caseId } = await of.open('hanbit');
    await of.designate(id, 'hanbit');
    const province = await of.organisation('local-government', 'Sample Province', 9_902);
    const buyer = await oneMore(doyak, 'province', 'partner', province);
    const path = await eventually(async () => {
      const { items } = await of.read<{ items: { id: string }[] }>(`/v1/trial-purchases?caseId=${caseId}`);
      expect(items).toHaveLength(1);
      return `/v1/trial-purchases/${items[0]!.id}`;
    });
    const order = (institutionId: string, amount: number) =>
      doyak.as('operator').post(`${path}/orders`, { institutionId, amount });
    expect((await order(of.serviceOrganisation, 1).expect(422)).body).toMatchObject({
      code: 'INSTITUTION_UNFIT',
    });
    await of.post('operator', id, 'suspend', { reason: 'Reported defects' }).expect(200);
    expect((await order(province, 1).expect(409)).body).toMatchObject({ code: 'PRODUCT_NOT_IN_FORCE' });
    await of.post('operator', id, 'lift-suspension', { reason: 'None found' }).expect(200);
    await buyer.get(path).expect(404);
    await order(province, 300_000_000).expect(200);
    expect((await order(province, 200_000_001).expect(422)).body).toMatchObject({ code: 'CEILING_EXCEEDED' });
    await order(province, 1).expect(200);
    await doyak.as('partner').post(`${path}/orders/1/deliver`).expect(403);
    await buyer.post(`${path}/orders/1/deliver`).expect(200);
    const page = (await buyer.get(path).expect(200)).body as {
      orders: { order: number; reportBefore: string }[];
    };
    expect(page.orders).toMatchObject([{ status: 'in-use' }, { status: 'ordered' }]);
    const conclude = () => doyak.as('operator').post(`${path}/conclude`, { reason: 'Reports read' });
    expect((await conclude().expect(409)).body).toMatchObject({ code: 'REPORTS_MISSING' });
    const report = { satisfaction: 4, wouldBuy: true, report: 'Saved an hour a day' };
    await doyak.as('hanbit').post(`${path}/orders/1/report`, report).expect(403);
    await buyer.post(`${path}/orders/1/report`, { ...report, satisfaction: 6 }).expect(400);
    await buyer.post(`${path}/orders/1/report`, report).expect(200);
    await doyak.as('operator').post(`${path}/orders/2/withdraw`, { reason: 'Ordered twice' }).expect(200);
    await conclude().expect(200);
    await eventually(async () =>
      expect(await of.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'completed' }),
    );
    const { items } = (await buyer.get('/v1/trial-purchases').expect(200)).body as { items: object[] };
    expect(items).toMatchObject([
      { status: 'USED', orders: 1, amount: 300_000_000, reported: 1, overdue: false },
    ]);
    // The designation outlives its case.
    expect((await of.catalogue()).items.map((line) => line.id)).toContain(id);
  });

  it('is cancelled for a reason or renounced, and is asked about among the actions of its case', async () => {
    const { id, caseId } = await of.open();
    const actions = async (person: string) => {
      const found = await of.read<{
        actions: { action: string; allowed: boolean; why?: { code: string } }[];
      }>(`/v1/cases/${caseId}/actions`, person);
      return Object.fromEntries(found.actions.map((one) => [one.action, one.allowed || one.why!.code]));
    };
    expect(await actions('byeol')).toMatchObject({ 'procurement.apply': true });
    await of.designate(id);
    expect(await actions('operator')).toMatchObject({
      ...{ 'procurement.suspend': true, 'procurement.extend': 'EXTENSION_TOO_EARLY' },
    });
    await of.post('operator', id, 'renounce', { reason: 'x' }).expect(403);
    await of.post('operator', id, 'cancel', { ground: 'WITHDRAWAL', reason: 'x' }).expect(400);
    await of.post('byeol', id, 'renounce', { reason: 'The product is no longer made' }).expect(200);
    expect(await of.page(id)).toMatchObject({ status: 'CANCELLED', cancelledFor: 'WITHDRAWAL' });
    const cancel = { ground: 'QUALITY_FAILURE', reason: 'x' };
    expect((await of.post('operator', id, 'cancel', cancel).expect(409)).body).toMatchObject({
      code: 'DESIGNATION_ENDED',
    });
  });
});
