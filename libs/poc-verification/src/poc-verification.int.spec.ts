import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { Clock } from '@doyak/kernel/clock';
import { Database } from '@doyak/kernel/database';
import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { AnswerExternalRequest } from '@doyak/reviews';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { query } from '../../../test/faults/cluster.js';
import { oneMore } from '../../../test/support/more-people.js';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { digestOf, pocOver, startModelServer } from '../../../test/support/poc-over.js';
import { PocReplay } from './poc-replay.js';
import { SuiteLibrary } from './suites/suite-library.js';
import { referenceAnswers } from './suites/reference-answer.js';

const KEY = 'sk-test-0123456789-never-shown';
const models = {
  good: { wrong: 4, firstTokenMs: 2, tokenMs: 0, faulty: 10 },
  poor: { wrong: 60, firstTokenMs: 1, tokenMs: 0, faulty: 0 },
};

describe('A verification over HTTP', () => {
  let doyak: PlatformApp;
  let over: ReturnType<typeof pocOver>;
  let server: Awaited<ReturnType<typeof startModelServer>>;
  beforeAll(async () => {
    const starting = startModelServer({ models, key: KEY });
    doyak = await startPlatform({ settings: { OUTBOUND_LOOPBACK: 'true' } });
    server = await starting;
    over = pocOver(doyak);
    await over.publish();
  }, 120_000);
  afterAll(async () => {
    await doyak.close();
    await server.close();
  });

  it('fails by its thresholds, is tried again with another model, passes, and drives the case', async () => {
    const { id, caseId, path } = await over.apply('endpoint');
    const [own, operator] = [doyak.as('byeol'), doyak.as('operator')];
    expect((await operator.post(`${path}/start`, {}).expect(409)).body).toMatchObject({
      code: 'TARGET_MISSING',
    });
    await doyak
      .as('hanbit')
      .post(`${path}/target`, over.target(server.url, 'poor', { key: KEY }))
      .expect(404);
    const inside = over.target('http://169.254.169.254/v1', 'poor');
    expect((await own.post(`${path}/target`, inside).expect(422)).body).toMatchObject({
      code: 'ENDPOINT_NOT_ALLOWED',
    });
    await own.post(`${path}/target`, over.target(server.url, 'poor', { key: KEY })).expect(200);
    await own.post(`${path}/start`, {}).expect(403);
    const unknown = await operator.post(`${path}/start`, { further: ['nothing'] }).expect(422);
    expect(unknown.body).toMatchObject({ code: 'SUITES_UNFIT', errors: [{ code: 'SUITE_UNKNOWN' }] });
    await operator.post(`${path}/start`, { further: ['doyak_safety_en'] }).expect(200);
    expect((await operator.post(`${path}/start`, {}).expect(409)).body).toMatchObject({
      code: 'POC_RUNNING',
    });

    const failed = await over.ended(id, 1);
    expect(failed).toMatchObject({ status: 'READY', attempts: [{ outcome: 'failed' }] });
    const { figures } = failed.attempts[0]!;
    expect(figures).toMatchObject({ items: 94, answered: 94, requests: 94 });
    const quality = figures!.suites.find(({ task }) => task === 'doyak_qa_ko')!;
    const match = quality.verdicts.find(({ metric }) => metric === 'exact-match')!;
    expect(match).toMatchObject({ met: false, missedBy: 7_000 - match.measured! });
    const share = quality.shares.find(({ metric }) => metric === 'exact-match')!;
    expect(share.lower).toBeLessThan(share.basisPoints);
    expect(share.upper).toBeGreaterThan(share.basisPoints);
    const review = await operator.get(`/v1/reviews/${failed.attempts[0]!.reviewId}`).expect(200);
    expect(JSON.stringify(review.body)).toContain('THRESHOLD_MISSED');

    await own.post(`${path}/target`, over.target(server.url, 'good', { key: KEY })).expect(200);
    await operator.post(`${path}/start`, {}).expect(200);
    const passed = await over.ended(id, 2);
    expect(passed.attempts[1]).toMatchObject({ outcome: 'passed', figures: { items: 70, answered: 70 } });
    // Faults of the endpoint were tried again.
    expect(passed.attempts[1]!.figures!.requests).toBeGreaterThan(70);
    await eventually(async () =>
      expect(await over.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'completed' }),
    );
    expect(await over.page(id)).toMatchObject({ status: 'PASSED' });

    const list = await own.get(`${path}/attempts/2/items?limit=50`).expect(200);
    const { items, nextCursor } = list.body as {
      items: { record: { answer: string } }[];
      nextCursor: string;
    };
    expect(items).toHaveLength(50);
    const rest = await own.get(`${path}/attempts/2/items?limit=50&cursor=${nextCursor}`).expect(200);
    expect((rest.body as { items: unknown[] }).items).toHaveLength(20);
    await doyak.as('hanbit').get(path).expect(404);

    const report = await own.get(`${path}/attempts/1/report`).expect(200);
    const { verdicts, latency } = report.body as {
      verdicts: { met: boolean; ko: string; en: string }[];
      latency: { endToEnd: { counts: number[] } };
    };
    expect(verdicts.find(({ met }) => !met)!.en).toMatch(
      /^Right answers: .*\(at least 70\.00 % asked\) – missed by \d+\.\d\d %$/,
    );
    expect(latency.endToEnd.counts.reduce((sum, count) => sum + count, 0)).toBe(94);
    const shown = await own
      .get(`${path}/attempts/1/report.html`)
      .expect(200)
      .expect('content-type', /text\/html/);
    expect(shown.text.match(/<svg/g)).toHaveLength(4);
    expect(shown.text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
    await own.get(`${path}/attempts/3/report`).expect(404);

    const replay = doyak.app.get(PocReplay, { strict: false });
    const sound = await replay.run(id);
    expect(sound).toMatchObject({ equal: true, attempts: [{ items: 94 }, { items: 70 }] });
    expect(sound.attempts[0]!.figures).toEqual(figures);
    await tamper();
    const found = await replay.run(id);
    expect(found.equal).toBe(false);
    const [altered, ...others] = found.attempts[1]!.differences;
    expect(altered).toMatchObject({ what: 'record-altered', item: expect.stringContaining('/') as unknown });
    expect(others.map(({ what }) => what)).toContain('manifest');
    expect(found.attempts[0]!.differences).toEqual([]);
  });

  /** Changes an answer of the second attempt behind Doyak's back. */
  async function tamper() {
    const { pool } = doyak.app.get(Database, { strict: false });
    const { rows } = await pool.query<{ step_id: string; record: string }>(
      `select i.step_id, i.record from poc.items i join poc.results r using (step_id)
       where place = 0 and (select count(*) from poc.items o where o.step_id = i.step_id) = 70`,
    );
    const { step_id, record } = rows[0]!;
    const altered = JSON.stringify({ ...(JSON.parse(record) as object), answer: 'Z' });
    // The role of the application may not change a record; whoever owns the database can.
    await query(doyak.ownerUrl, 'update poc.items set record = $2 where step_id = $1 and place = 0', [
      step_id,
      altered,
    ]);
  }

  it('never shows the key', async () => {
    const { items } = (await doyak.as('operator').get('/v1/poc-verifications').expect(200)).body as {
      items: { id: string; caseId: string }[];
    };
    const [{ id, caseId }] = items as [(typeof items)[0]];
    const page = await over.page(id, 'byeol');
    expect(page.targets).toMatchObject([{ hasKey: true }, { hasKey: true }]);
    const events = await doyak.app.get(EventStore, { strict: false }).readCase(caseId);
    expect(JSON.stringify([page, events])).not.toContain(KEY);
    const { pool } = doyak.app.get(Database, { strict: false });
    const { rows } = await pool.query<{ sealed: Buffer }>('select sealed from poc.keys');
    expect(rows).not.toHaveLength(0);
    for (const { sealed } of rows) expect(sealed.includes(KEY)).toBe(false);
  });

  it('asks a laboratory, keeps its certificate, and lets it expire', async () => {
    const partner = await laboratory();
    const { id, caseId, path } = await over.apply('certified');
    await doyak
      .as('byeol')
      .post(`${path}/target`, over.target(server.url, 'good', { key: KEY }))
      .expect(200);
    await doyak.as('operator').post(`${path}/start`, {}).expect(200);
    await eventually(async () => expect((await over.page(id)).attempts[0]!.asked).not.toBeNull(), {
      timeoutMs: 30_000,
    });
    const now = doyak.app.get(Clock, { strict: false }).now().getTime();
    const day = (days: number) => new Date(now + days * 86_400_000).toISOString().slice(0, 10);
    const certificate = {
      ...{ number: 'TR-2026-0001', modelDigest: digestOf('good'), environment: 'Reference server' },
      ...{ method: 'Own method 1.0', result: 'conforming', issuedOn: day(0), validUntil: day(30) },
      reportSha256: 'a'.repeat(64),
    };
    const issue = (body: object) => partner.post(`${path}/certificate`, body);
    const other = await issue({ ...certificate, modelDigest: digestOf('other') });
    expect(other.body).toMatchObject({ code: 'CERTIFICATE_UNFIT' });
    await doyak.as('partner').post(`${path}/certificate`, certificate).expect(403);
    // An outcome alone would say that a certificate is there which is not.
    const [{ requestId, organisationId }] = (await over.page(id)).attempts.map(({ asked }) => asked!) as [
      { requestId: string; organisationId: string },
    ];
    const plain = new AnswerExternalRequest(
      { requestId, outcome: 'conforming', bodySha256: 'b'.repeat(64) },
      {
        actor: { kind: 'key', id: organisationId, organisationId, authority: 'callback' },
        ...{ now: new Date(now), commandId: randomUUID() },
      },
    );
    await expect(doyak.app.get(CommandBus, { strict: false }).execute(plain)).rejects.toMatchObject({
      code: 'ANSWER_ELSEWHERE',
    });
    expect((await issue(certificate)).status).toBe(200);
    const page = await over.ended(id, 1);
    expect(page.attempts[0]).toMatchObject({ outcome: 'passed', certificate: { expired: false } });
    await eventually(async () =>
      expect(await over.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'completed' }),
    );
    const { pool } = doyak.app.get(Database, { strict: false });
    const timers = await pool.query('select due from doyak.timers where id = $1', [
      `poc-verification:${id}:${certificate.number}`,
    ]);
    expect(timers.rows).toHaveLength(1);
    // What says the same is kept though the attempt is decided; what says otherwise comes too late.
    const longer = { ...certificate, number: 'TR-2026-0002', validUntil: day(60) };
    expect((await issue(longer)).body).toMatchObject({ code: 'CERTIFICATE_ISSUED' });
    const otherwise = { ...longer, result: 'nonconforming', replaces: certificate.number };
    expect((await issue(otherwise)).body).toMatchObject({ code: 'REQUEST_CLOSED' });
    expect((await issue({ ...longer, replaces: certificate.number })).status).toBe(200);
    expect((await over.page(id)).attempts[0]).toMatchObject({
      certificate: { number: 'TR-2026-0002', replaces: 'TR-2026-0001', validUntil: day(60) },
    });
  });

  it('has a stage of its own for a test report, which closes by what the laboratory found', async () => {
    const partner = await laboratory();
    const { caseId, path } = await over.apply('tested');
    const read = async () => (await partner.get(path)).body as object;
    await eventually(async () => expect(await read()).toMatchObject({ status: 'ASKED' }));
    const day = (days: number) =>
      new Date(doyak.app.get(Clock, { strict: false }).now().getTime() + days * 86_400_000)
        .toISOString()
        .slice(0, 10);
    const of = (method: string, result: string) => ({ method, result, measured: '0.91' });
    const report = {
      ...{ number: 'TR-7', subject: 'Model 1.0', environment: 'Reference ward', issuedOn: day(-1) },
      ...{ validUntil: day(30), reportSha256: 'c'.repeat(64) },
    };
    const half = await partner.post(`${path}/issue`, { ...report, results: [of('accuracy', 'conforming')] });
    expect(half.body).toMatchObject({ code: 'CERTIFICATE_UNFIT', errors: [{ code: 'METHODS_UNFIT' }] });
    const results = [of('accuracy', 'conforming'), of('data-quality', 'nonconforming')];
    expect((await partner.post(`${path}/issue`, { ...report, results })).status).toBe(200);
    await eventually(async () =>
      expect(await over.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'rejected' }),
    );
    expect(await read()).toMatchObject({ status: 'NONCONFORMING', report: { result: 'nonconforming' } });
    await doyak.as('hanbit').get(path).expect(404);
  });

  it('takes what a device has signed, and nothing else', async () => {
    const { id, path } = await over.apply('device');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url').toString('base64');
    const device = {
      deviceClass: 'notebook',
      profile: { device: 'Sample notebook', chip: 'Sample NPU', memoryMiB: 16_384, system: 'Linux 6' },
      ...{ model: 'tiny', modelDigest: digestOf('tiny'), quantisation: 'q4', publicKey: raw },
    };
    const car = await doyak
      .as('operator')
      .post(`${path}/device`, { ...device, deviceClass: 'vehicle' })
      .expect(422);
    expect(car.body).toMatchObject({ code: 'TARGET_UNFIT' });
    await doyak.as('byeol').post(`${path}/device`, device).expect(403);
    const answer = await doyak.as('operator').post(`${path}/device`, device).expect(200);
    const { targetId } = answer.body as { targetId: string };
    const report = (attempt: number, memoryMiB: number) => ({
      ...{ format: 'doyak/device-results@1', pocId: id, targetId, attempt },
      items: new SuiteLibrary().suite('doyak_knowledge_en').items.map((item) => ({
        ...{ task: item.task, item: item.item, answer: referenceAnswers(item).right },
        ...{ firstTokenUs: 80_000, endToEndUs: 120_000, promptTokens: 30, completionTokens: 2 },
        ...{ memoryMiB, powerMw: 6_500 },
      })),
    });
    const send = (body: object, key = privateKey) => {
      const bytes = Buffer.from(JSON.stringify(body));
      const signed = {
        payload: bytes.toString('base64'),
        signature: sign(null, bytes, key).toString('base64'),
      };
      return doyak.as('byeol').post(`${path}/device-results`, signed);
    };
    const stranger = generateKeyPairSync('ed25519').privateKey;
    expect((await send(report(1, 3_000), stranger)).body).toMatchObject({ code: 'SIGNATURE_WRONG' });
    expect((await send(report(2, 3_000))).body).toMatchObject({ code: 'ATTEMPT_UNFIT' });
    expect((await send({ ...report(1, 3_000), more: 1 })).body).toMatchObject({ code: 'RESULTS_UNFIT' });
    await doyak.as('operator').post(`${path}/start`, {}).expect(409);
    await send(report(1, 5_000)).expect(200);
    await doyak.as('operator').post(`${path}/start`, {}).expect(200);
    const failed = await over.ended(id, 1);
    const missed = failed.attempts[0]!.figures!.suites[0]!.verdicts.filter(({ met }) => !met);
    expect(missed).toEqual([{ metric: 'memory', atMost: 4_096, measured: 5_000, met: false, missedBy: 904 }]);
    expect(failed.status).toBe('WAITING');
    await send(report(2, 3_000)).expect(200);
    await doyak.as('operator').post(`${path}/start`, {}).expect(200);
    expect(await over.ended(id, 2)).toMatchObject({ attempts: [{}, { outcome: 'passed' }] });
  });

  it('ends by an officer who says why, and lists suites', async () => {
    const { id, caseId, path } = await over.apply('endpoint');
    await doyak.as('operator').post(`${path}/give-up`, { reason: 'No endpoint was named' }).expect(200);
    await eventually(async () =>
      expect(await over.theCase(caseId)).toMatchObject({ status: 'closed', outcome: 'rejected' }),
    );
    expect(await over.page(id)).toMatchObject({ status: 'FAILED' });
    const late = await doyak.as('byeol').post(`${path}/target`, over.target(server.url, 'good')).expect(409);
    expect(late.body).toMatchObject({ code: 'POC_OVER' });
    const { body } = await doyak.as('byeol').get('/v1/benchmark-suites/doyak_qa_ko').expect(200);
    expect(body).toMatchObject({ items: 91, perturbed: 15, measures: ['accuracy'] });
    await doyak.as('byeol').get('/v1/benchmark-suites/nothing').expect(404);
  });

  /** The only one: it is asked by itself. */
  const laboratory = () => (made ??= registerLaboratory());
  let made: ReturnType<typeof registerLaboratory> | undefined;
  async function registerLaboratory() {
    const organisation = {
      name: 'Sample Laboratory',
      kind: 'test-laboratory',
      businessNumber: '314-81-00010',
    };
    const { body } = await doyak.as('admin').post('/v1/organisations', organisation).expect(201);
    return oneMore(doyak, 'tester', 'partner', (body as { id: string }).id);
  }
});
