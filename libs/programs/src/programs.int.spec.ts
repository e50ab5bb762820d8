import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';

const PROGRAM = 'ai-voucher-published';
const text = readFileSync(new URL('../../../programs/minimal.yaml', import.meta.url), 'utf8').replace(
  'id: ai-voucher',
  `id: ${PROGRAM}`,
);

describe('Programs over HTTP', () => {
  let doyak: PlatformApp;
  beforeAll(async () => {
    doyak = await startPlatform();
  }, 120_000);
  afterAll(() => doyak.close());

  const path = `/v1/programs/${PROGRAM}`;
  const save = (person: string, definition: string) =>
    doyak.as(person).post(`${path}/draft`, { text: definition }).expect(200);
  const publish = (person: string) => doyak.as(person).post(`${path}/publish`);
  const refused = async (person: string, status: number, code: string) =>
    expect((await publish(person).expect(status)).body).toMatchObject({ code });
  const openRound = (programVersion: number) =>
    doyak.as('operator').post('/v1/rounds', {
      ...{ programId: PROGRAM, programVersion },
      notice: { number: '2026-7', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 0, budget: 1_000 }],
    });

  it('are published by another person than those who drafted', async () => {
    await refused('admin', 409, 'NO_DRAFT');
    await save('admin', text);
    await refused('admin', 422, 'DRAFTER_MAY_NOT_PUBLISH');
    await refused('operator', 403, 'FORBIDDEN');
    await publish('admin2').expect(200);
    await refused('admin2', 409, 'NO_DRAFT');
    await save('admin2', text);
    await refused('admin', 409, 'PROGRAM_UNCHANGED');
    await save('admin2', text.replace('quorum: 3', 'quorum: 4'));
    const faulty = await publish('admin').expect(422);
    expect(faulty.body).toMatchObject({
      code: 'PROGRAM_HAS_PROBLEMS',
      errors: [{ code: 'QUORUM_ABOVE_PANEL' }],
    });
    await save('admin2', text.replace('slots: 30', 'slots: 29'));
    await publish('admin').expect(200);
    const definition = await doyak.as('auditor').get(`${path}/versions/2`).expect(200);
    expect(definition.body).toMatchObject({ id: PROGRAM, version: 2 });
  });

  it('take no new rounds of a retired version; the other and what is under way go on', async () => {
    const before = (await openRound(1).expect(201)).body as { id: string };
    const retire = (version: number, person = 'admin') =>
      doyak.as(person).post(`${path}/versions/${version}/retire`, { reason: 'Replaced by version 2' });
    await retire(1, 'operator').expect(403);
    await retire(9).expect(404);
    await retire(1).expect(200);
    expect((await retire(1).expect(200)).body).toMatchObject({ events: [] });
    expect((await openRound(1).expect(409)).body).toMatchObject({ code: 'VERSION_RETIRED' });
    await openRound(2).expect(201);
    const list = await doyak.as('operator').get('/v1/programs').expect(200);
    const { items } = list.body as { items: { id: string; version: number; retired: number[] }[] };
    expect(items.find(({ id }) => id === PROGRAM)).toMatchObject({ version: 2, retired: [1] });
    const draft = { roundId: before.id, track: 'general' };
    await doyak.as('byeol').post('/v1/applications', draft).expect(201);
  });

  it('have rounds that are extended with a reason, later each time and as often as the definition allows', async () => {
    const { id } = (await openRound(2).expect(201)).body as { id: string };
    const extend = (closesAt: string, reason?: string, person = 'operator') =>
      doyak.as(person).post(`/v1/rounds/${id}/extend`, { closesAt, reason });
    await extend('2101-01-01T00:00:00+09:00').expect(400);
    await extend('2101-01-01T00:00:00+09:00', 'A holiday', 'byeol').expect(403);
    const earlier = await extend('2099-01-01T00:00:00+09:00', 'A holiday').expect(422);
    expect(earlier.body).toMatchObject({ code: 'NOT_AN_EXTENSION' });
    await extend('2101-01-01T00:00:00+09:00', 'A holiday').expect(200);
    const list = await doyak.as('byeol').get(`/v1/rounds?programId=${PROGRAM}`).expect(200);
    const { items } = list.body as { items: { id: string; closesAt: string }[] };
    const { closesAt } = items.find((one) => one.id === id)!;
    expect(new Date(closesAt).toISOString()).toBe('2100-12-31T15:00:00.000Z');
    const again = await extend('2102-01-01T00:00:00+09:00', 'Another').expect(422);
    expect(again.body).toMatchObject({ code: 'EXTENSIONS_USED_UP' });
    await doyak.as('operator').post(`/v1/rounds/${id}/cancel`, { reason: 'No money' }).expect(200);
    const draft = { roundId: id, track: 'general' };
    const cancelled = await doyak.as('byeol').post('/v1/applications', draft).expect(409);
    expect(cancelled.body).toMatchObject({ code: 'ROUND_CANCELLED' });
  });
});
