import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandBus } from '@nestjs/cqrs';
import { CloseStage } from '@doyak/cases';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { expect } from '@jest/globals';
import { sendMissingDocuments } from './papers.js';
import type { PlatformApp } from './platform-app.js';
import { publishProgram } from './programs.js';

/** Id of the program that `publishAgreed` publishes. */
export const AGREED_PROGRAM = 'ai-voucher-agreed';

/** As shipped, but going by itself, with an agreement of three parties, money in parts, and a settlement. */
const agreed = readFileSync(new URL('../../programs/minimal.yaml', import.meta.url), 'utf8')
  .replace('id: ai-voucher', `id: ${AGREED_PROGRAM}`)
  .replace('code: VOU', 'code: VOA')
  .replaceAll('opens: by-operator', 'opens: automatic')
  .replace(
    '      - id: disbursement\n',
    `      - id: agreement
        kind: agreement
        title: { ko: 협약, en: Agreement }
        opens: automatic
        waitsFor: { all: [{ stage: selection, outcomes: [selected] }] }
        expected: { least: { count: 1, unit: days }, most: { count: 30, unit: days } }
        ends:
          not-signed: { as: withdrawn, reason: ABANDONED }
        config:
          parties: [applicant, agency, buyer]
          duration: { count: 6, unit: months }
          documents: [business-registration]
          terms:
            - id: use
              title: { ko: 사업비 사용, en: Use of funds }
              text: { ko: 협약 목적에만 쓴다., en: Funds are used for their purpose only. }
      - id: disbursement
`,
  )
  .replace(
    'waitsFor: { all: [{ stage: selection, outcomes: [selected] }] }\n        expected: { least: { count: 10',
    'waitsFor: { all: [{ stage: agreement, outcomes: [signed] }] }\n        expected: { least: { count: 10',
  )
  .replace(
    'mostPerCase: 10000000\n',
    `mostPerCase: 10000000
          ownShare: { leastPercent: 30, cashLeastPercent: 10, inKindMostPercent: 20 }
`,
  )
  .replace(
    '- { id: whole, percent: 100, evidence',
    `- { id: first, percent: 70, evidence: [{ ko: 협약서, en: Agreement }] }
            - { id: last, percent: 30, evidence`,
  )
  .replace('          paid: { as: completed }\n', '')
  .replace(
    '    keepApart:\n',
    `      - id: settlement
        kind: settlement
        title: { ko: 정산, en: Settlement }
        opens: automatic
        waitsFor: { all: [{ stage: disbursement, outcomes: [paid] }] }
        expected: { least: { count: 1, unit: days }, most: { count: 6, unit: months } }
        ends:
          settled: { as: completed }
          recovered: { as: completed }
          overdue: { as: terminated, reason: MISUSE }
        config:
          reportWithin: { count: 2, unit: months }
          accountant: false
          interestReturned: true
          ineligibleCosts:
            - { id: refundable-vat, title: { ko: 환급 부가가치세, en: Refundable VAT } }
            - { id: before-agreement, title: { ko: 협약 전 지출, en: Before the agreement } }
          surchargeMostTimes: 5
    keepApart:
`,
  )
  .replace(
    'eligibility:\n',
    `  restricted:
    { type: bool, title: { ko: 참여제한, en: Restricted }, from: { check: sanction-register } }
  unreturned:
    { type: bool, title: { ko: 미반환, en: Not returned }, from: { check: recovery-ledger } }
eligibility:
  - id: not-restricted
    rule: '!restricted && !unreturned'
    reason: PARTICIPATION_RESTRICTED
    message: { ko: 참여제한 중입니다., en: Participation is restricted. }
    overridable: false
`,
  );

export const publishAgreed = (doyak: PlatformApp): Promise<number> =>
  publishProgram(doyak, AGREED_PROGRAM, agreed);

/** A case whose applicant (hanbit) has been selected; its agreement waits to be offered. */
export interface SelectedCase {
  readonly caseId: string;
  readonly application: string;
  readonly roundId: string;
  /** Of the agreement. */
  readonly id: string;
  readonly path: string;
}

const system = (): DecideOptions => ({
  actor: { kind: 'system', id: 'test', authority: 'test' },
  now: new Date(),
  commandId: randomUUID(),
});

/** Applies in a round of its own; the screening is open. */
export async function submittedCase(doyak: PlatformApp) {
  const idOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { id: string }).id;
  const read = async <Body>(path: string, person: string) =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const round = {
    ...{ programId: AGREED_PROGRAM, programVersion: 1 },
    notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
    ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
    offers: [{ track: 'general', slots: 1, reserves: 0, budget: 1_000 }],
  };
  const roundId = await idOf(doyak.as('operator').post('/v1/rounds', round).expect(201));
  const own = doyak.as('hanbit');
  const application = await idOf(own.post('/v1/applications', { roundId, track: 'general' }).expect(201));
  const company = { name: 'Sample', businessNumber: '123-45-67891' };
  const answers = { employees: 12, plan: 'Evaluate a small model.' };
  const draft = { title: randomUUID(), company, answers };
  await own.post(`/v1/applications/${application}/edit`, draft).expect(200);
  await sendMissingDocuments(own, application);
  await own.post(`/v1/applications/${application}/submit`).expect(200);
  const { caseId } = await read<{ caseId: string }>(`/v1/applications/${application}`, 'hanbit');
  await eventually(async () => {
    const { stages } = await read<{ stages: object[] }>(`/v1/cases/${caseId}`, 'operator');
    expect(stages).toContainEqual(expect.objectContaining({ stage: 'screening', status: 'open' }));
  });
  return { caseId, application, roundId };
}

/** Applies in a round of its own and is selected. */
export async function selectedCase(doyak: PlatformApp): Promise<SelectedCase> {
  const { caseId, application, roundId } = await submittedCase(doyak);
  const read = async <Body>(path: string, person: string) =>
    (await doyak.as(person).get(path).expect(200)).body as Body;
  const results = [
    ['screening', 'eligible'],
    ['document-evaluation', 'passed'],
    ['selection', 'selected'],
  ] as const;
  const bus = doyak.app.get(CommandBus, { strict: false });
  for (const [id, outcome] of results)
    await bus.execute(new CloseStage({ caseId, stage: id, run: 1, outcome, decidedBy: [] }, system()));
  const id = await eventually(async () => {
    const { items } = await read<{ items: { id: string }[] }>(`/v1/agreements?caseId=${caseId}`, 'operator');
    return items[0]!.id;
  });
  return { caseId, application, roundId, id, path: `/v1/agreements/${id}` };
}
