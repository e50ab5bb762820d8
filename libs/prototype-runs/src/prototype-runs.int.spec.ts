import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { RunCases } from '../../../test/support/run-cases.js';
import { evidenceFor } from './domain/run.test-support.js';
import { StdfWriter } from './wafer-data/stdf/write-stdf.js';

/** Wafers of four dies: the second passes when it is tested again, the third fails. */
function lot(name: string, wafers: number): Buffer {
  const writer = new StdfWriter(true);
  const test = { test: 1000, name: 'leakage', units: 'A', lowLimit: -1, highLimit: 4 };
  const part = (x: number, passed: boolean, retest = false) => [
    writer.pir(),
    writer.ptr(test, passed ? 3 : 5),
    writer.prr({ x, y: 0, id: `${x}`, bin: passed ? 1 : 7, passed, retest }),
  ];
  const tested = [
    ...[part(0, true), part(1, false), part(2, false), part(3, true), part(1, true, true)].flat(),
  ];
  return Buffer.concat([
    writer.far(),
    writer.mir({ lot: name, product: 'NPU', program: 'sort', revision: '1' }),
    ...Array.from({ length: wafers }, (_, at) => [
      writer.wir(`W${at + 1}`),
      ...tested,
      writer.wrr(`W${at + 1}`, 5),
    ]).flat(),
    writer.mrr(),
  ]);
}

interface Run {
  status: string;
  cycle: number;
  respinsLeft: number;
  gates: { gate: string; status: string; daysLate: number | null }[];
}
interface Funding {
  status: string;
  cost: number;
  gap: number;
  pledges: { pledgeId: string; party: string; status: string }[];
  approvals: { contributions: { cash: number; inKind: number }[] }[];
}

const BILLION = 1_000_000_000;

describe('Prototype runs over HTTP', () => {
  let doyak: PlatformApp;
  let cases: RunCases;
  beforeAll(async () => {
    doyak = await startPlatform();
    cases = await RunCases.start(doyak);
  }, 120_000);
  afterAll(() => doyak.close());

  const run = (id: string, person = 'operator', query = '') =>
    cases.read<Run>(`/v1/prototype-runs/${id}${query}`, person);
  const funding = (id: string) => cases.read<Funding>(`/v1/co-fundings/${id}`);
  const post = (person: string, path: string, body?: object) => doyak.as(person).post(path, body);
  const code = async (answer: PromiseLike<{ body: unknown }>) =>
    ((await answer).body as { code: string }).code;
  const until = (id: string, gate: string, status: string) =>
    eventually(async () =>
      expect((await run(id)).gates).toContainEqual(expect.objectContaining({ gate, status })),
    );
  const dates = (...gates: string[]) => gates.map((gate) => ({ gate, on: '2030-01-02' }));
  /** Sent by the applicant, passed by an officer. */
  const goThrough = async (path: string, gate: keyof typeof evidenceFor) => {
    await post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor[gate] }).expect(200);
    await post('operator', `${path}/pass-gate`, { gate }).expect(200);
  };

  it('is paid for by several parties, goes on only while they cover it, is respun, and is accepted by the buyer', async () => {
    const caseId = await cases.selected();
    const fundingId = await cases.only('co-fundings', caseId);
    const pays = `/v1/co-fundings/${fundingId}`;
    const { investor, buyer, foundry } = cases.partners;
    await post('hanbit', `${pays}/set-costs`, { items: [{ item: 'mask', amount: 1 }] }).expect(403);
    expect(await code(post('operator', `${pays}/set-costs`, { items: [{ item: 'food', amount: 1 }] }))).toBe(
      'COST_ITEM_UNKNOWN',
    );
    const items = [
      { item: 'mask', amount: 9 * BILLION },
      { item: 'wafer', amount: 3 * BILLION + 1 },
    ];
    await post('operator', `${pays}/set-costs`, { items }).expect(200);
    await investor!.person.get(pays).expect(404);
    for (const { organisationId } of [investor!, buyer!])
      await post('operator', `${pays}/invite`, { party: 'large-company', organisationId }).expect(200);
    const gives = (party: string, cash: number, inKind: object[] = []) => ({ party, cash, inKind });
    expect(await code(post('hanbit', `${pays}/pledge`, gives('large-company', 1)))).toBe('NOT_A_PARTY');
    await post('operator', `${pays}/pledge`, gives('government', 5 * BILLION)).expect(200);
    await post(
      'hanbit',
      `${pays}/pledge`,
      gives('applicant', BILLION, [{ item: 'wafer', amount: BILLION }]),
    ).expect(200);
    expect(await code(post('operator2', `${pays}/approve`))).toBe('FUNDING_GAP');
    const pledged = gives('large-company', 6 * BILLION);
    const conditions = [{ id: 'masks', before: 'mask', text: 'Masks are made in the country' }];
    await investor!.person.post(`${pays}/pledge`, { ...pledged, conditions }).expect(200);
    expect(await code(post('operator', `${pays}/approve`))).toBe('SECOND_PERSON_NEEDED');
    await post('operator2', `${pays}/approve`).expect(200);
    const approved = await funding(fundingId);
    expect(approved).toMatchObject({ status: 'APPROVED', cost: 12 * BILLION + 1, gap: 0 });
    expect(
      approved.approvals[0]!.contributions.reduce((sum, { cash, inKind }) => sum + cash + inKind, 0),
    ).toBe(approved.cost);
    await cases.stage(caseId, 'co-funding', { status: 'closed', outcome: 'complete' });

    const runId = await cases.only('prototype-runs', caseId);
    const path = `/v1/prototype-runs/${runId}`;
    await doyak.as('byeol').get(path).expect(404);
    expect(await code(post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor['pdk-and-ip'] }))).toBe(
      'PLAN_MISSING',
    );
    const all = ['pdk-and-ip', 'sign-off', 'mask', 'wafer-lot', 'probe', 'buyer-acceptance'];
    await post('hanbit', `${path}/plan`, { dates: dates(...all) }).expect(200);
    await goThrough(path, 'pdk-and-ip');
    expect(await code(post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor.mask }))).toBe(
      'GATE_NOT_NEXT',
    );

    const own = approved.pledges.find(({ party }) => party === 'large-company')!;
    const withdrawal = { pledgeId: own.pledgeId, reason: 'Other plans' };
    await post('hanbit', `${pays}/withdraw-pledge`, withdrawal).expect(403);
    const before = new Date().toISOString();
    await investor!.person.post(`${pays}/withdraw-pledge`, withdrawal).expect(200);
    expect(await funding(fundingId)).toMatchObject({ status: 'REOPENED', gap: 5 * BILLION + 1 });
    expect(await code(post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor['sign-off'] }))).toBe(
      'FUNDING_GAP',
    );
    await buyer!.person.post(`${pays}/pledge`, { ...pledged, conditions }).expect(200);
    expect(await code(post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor['sign-off'] }))).toBe(
      'FUNDING_NOT_APPROVED',
    );
    await post('operator2', `${pays}/approve`).expect(200);
    await goThrough(path, 'sign-off');
    expect(await code(post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor.mask }))).toBe(
      'CONDITION_UNMET',
    );
    const { pledgeId } = (await funding(fundingId)).pledges.find(
      ({ party, status }) => party === 'large-company' && status === 'standing',
    )!;
    await buyer!.person.post(`${pays}/meet-condition`, { pledgeId, condition: 'masks' }).expect(200);

    expect(await code(post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor.mask }))).toBe(
      'RUN_PARTNER_MISSING',
    );
    expect(await code(post('operator', `${path}/name-partners`, { foundry: buyer!.organisationId }))).toBe(
      'ORGANISATION_UNFIT',
    );
    const partners = { foundry: foundry!.organisationId, buyer: buyer!.organisationId };
    await post('operator', `${path}/name-partners`, partners).expect(200);
    await foundry!.person.get(path).expect(200);
    await post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor.mask }).expect(200);
    await cases.answer(runId, 'mask', 'rejected');
    await until(runId, 'mask', 'open');
    await post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor.mask }).expect(200);
    await cases.answer(runId, 'mask', 'accepted');
    await until(runId, 'mask', 'passed');

    const respin = { from: 'sign-off', reason: 'Leakage', costs: [{ item: 'mask', amount: BILLION - 1 }] };
    await post('hanbit', `${path}/respin`, respin).expect(403);
    await post('operator', `${path}/respin`, respin).expect(200);
    expect(await code(post('operator', `${path}/respin`, respin))).toBe('NO_RESPIN_LEFT');
    await eventually(async () =>
      expect(await funding(fundingId)).toMatchObject({ status: 'REOPENED', cost: 13 * BILLION }),
    );
    await post('hanbit', `${path}/plan`, { dates: dates(...all.slice(1)) }).expect(200);
    await post('operator2', `${pays}/approve`).expect(200);
    await goThrough(path, 'sign-off');
    await post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor.mask }).expect(200);
    await cases.answer(runId, 'mask', 'accepted');
    await until(runId, 'mask', 'passed');
    // The question to the foundry is taken back when the gate is waived meanwhile.
    await post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor['wafer-lot'] }).expect(200);
    const waiver = { gate: 'wafer-lot', reason: 'The lot of the first cycle is used' };
    await post('operator', `${path}/waive`, waiver).expect(200);
    await post('operator', `${path}/waive`, { gate: 'probe', reason: 'Probed by the buyer' }).expect(200);
    await post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor['buyer-acceptance'] }).expect(200);
    await cases.answer(runId, 'buyer-acceptance', 'accepted');
    await cases.stage(caseId, 'prototype-run', { status: 'closed', outcome: 'accepted' });
    expect(await cases.read(`/v1/cases/${caseId}`)).toMatchObject({ status: 'closed', outcome: 'completed' });
    expect(await run(runId)).toMatchObject({ status: 'ACCEPTED', cycle: 2, respinsLeft: 0 });
    expect(await run(runId, 'auditor', `?asOf=${before}`)).toMatchObject({ status: 'OPEN', cycle: 1 });
    const list = await cases.read<{ items: { status: string }[] }>('/v1/prototype-runs', 'hanbit');
    expect(list.items).toMatchObject([{ status: 'ACCEPTED' }]);
    expect((await cases.read<{ items: object[] }>('/v1/co-fundings', 'byeol')).items).toEqual([]);
    await eventually(async () => expect(await funding(fundingId)).toMatchObject({ status: 'ENDED' }));
  });

  it('reads test data while they arrive, refuses what is damaged by its byte, and keeps nothing of it', async () => {
    const caseId = await cases.selected(true);
    const path = `/v1/prototype-runs/${await cases.only('prototype-runs', caseId)}`;
    const send = (bytes: Buffer, person = 'hanbit') =>
      doyak
        .as(person)
        .post(`${path}/wafer-data?gate=probe`, bytes, { 'Content-Type': 'application/octet-stream' });
    const file = lot('LOT-1', 2);
    await send(file, 'byeol').expect(404);
    const stored = () => readdirSync(join(doyak.home, 'documents'), { recursive: true }).sort();
    const before = stored().filter((name) => !name.toString().startsWith('uploads'));
    const cut = (await send(file.subarray(0, file.length - 3)).expect(422)).body as {
      code: string;
      detail: string;
    };
    expect(cut.code).toBe('WAFER_DATA_TRUNCATED');
    expect(cut.detail).toMatch(/at byte \d+$/);
    expect(await code(send(Buffer.from('no test data at all').subarray(0, 19)))).toBe(
      'WAFER_DATA_NOT_RECOGNISED',
    );
    expect(stored().filter((name) => !name.toString().startsWith('uploads'))).toEqual(before);
    expect(stored().filter((name) => name.toString().includes('part-'))).toEqual([]);

    const { datasetId } = (await send(gzipSync(file)).expect(200)).body as { datasetId: string };
    expect(await code(send(gzipSync(file)))).toBe('DATASET_KNOWN');
    const found = await cases.read<object>(`${path}/wafer-data/${datasetId}`, 'hanbit');
    // Of each wafer's four dies one fails, and one passes only when it is tested again.
    expect(found).toMatchObject({
      ...{ format: 'STDF-V4', lot: 'LOT-1', wafers: 2, tested: 8, passed: 6, passedFirst: 4, retested: 2 },
      ...{ yield: 0.75, firstYield: 0.5, meets: false, faults: ['CPK_TOO_LOW'], models: null },
      byWafer: [
        {
          wafer: 'W1',
          yield: 0.75,
          bins: [
            { bin: 1, count: 3 },
            { bin: 7, count: 1 },
          ],
        },
        {},
      ],
      tests: [{ test: 1000, name: 'leakage', executions: 10 }],
    });
    const map = await cases.read<{ dies: object[] }>(`${path}/wafer-data/${datasetId}/wafers/2/map`);
    expect(map).toMatchObject({ wafer: 'W2', dies: [{ x: 0 }, { x: 1, touches: 2, passed: true }, {}, {}] });
    const picture = await doyak
      .as('operator')
      .get(`${path}/wafer-data/${datasetId}/wafers/1/map.svg`)
      .expect(200);
    expect(picture.headers['content-type']).toContain('image/svg+xml');
    expect(Buffer.from(picture.body as Buffer).toString()).toContain('3 of 4 dies pass');
    await doyak.as('operator').get(`${path}/wafer-data/${datasetId}/wafers/3/map`).expect(404);
    expect((await cases.read<{ items: object[] }>(`${path}/wafer-data`)).items).toHaveLength(1);
  });

  it('has a co-funding of its own on a shuttle, and ends when it is abandoned', async () => {
    const caseId = await cases.selected(true);
    const runId = await cases.only('prototype-runs', caseId);
    const pays = `/v1/co-fundings/${await cases.only('co-fundings', caseId)}`;
    await post('operator', `${pays}/set-costs`, { items: [{ item: 'mask', amount: 100 }] }).expect(200);
    const actions = async (person: string) => {
      const { actions: list } = await cases.read<{
        actions: { action: string; allowed: boolean; why?: { code: string } }[];
      }>(`/v1/cases/${caseId}/actions`, person);
      return Object.fromEntries(list.map((one) => [one.action, one.allowed || one.why!.code]));
    };
    expect(await actions('operator2')).toMatchObject({ 'co-fundings.approve': 'FUNDING_GAP' });
    const pledge = { party: 'government', cash: 100, inKind: [] };
    await post('operator', `${pays}/pledge`, pledge).expect(200);
    expect(await actions('operator2')).toMatchObject({
      ...{ 'co-fundings.approve': true, 'prototype-runs.pass-gate': 'GATE_NOT_SUBMITTED' },
    });
    expect(await actions('hanbit')).toMatchObject({
      ...{ 'prototype-runs.submit-gate': true, 'prototype-runs.end': 'FORBIDDEN' },
    });
    await post('operator2', `${pays}/approve`).expect(200);
    const path = `/v1/prototype-runs/${runId}`;
    const all = dates('pdk-and-ip', 'mask', 'buyer-acceptance');
    await post('hanbit', `${path}/plan`, { dates: all }).expect(200);
    expect(await code(post('hanbit', `${path}/plan`, { dates: all }))).toBe('REASON_NEEDED');
    await post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor['pdk-and-ip'] }).expect(200);
    await post('operator', `${path}/return-gate`, { gate: 'pdk-and-ip', reason: 'No licence' }).expect(200);
    await goThrough(path, 'pdk-and-ip');
    await post('operator', `${path}/name-partners`, {
      foundry: cases.partners.foundry!.organisationId,
    }).expect(200);
    expect(await code(post('hanbit', `${path}/submit-gate`, { evidence: evidenceFor.mask }))).toBe(
      'EVIDENCE_UNFIT',
    );
    await post('operator', `${path}/end`, { outcome: 'abandoned', reason: 'No seat left' }).expect(200);
    await cases.stage(caseId, 'prototype-run', { status: 'closed', outcome: 'abandoned' });
    expect(await code(post('operator', `${path}/end`, { outcome: 'rejected', reason: 'x' }))).toBe(
      'RUN_ENDED',
    );
    await doyak.as('reviewer').get('/v1/prototype-runs').expect(403);
  });
});
